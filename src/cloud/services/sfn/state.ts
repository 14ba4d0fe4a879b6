/** State machines, by name. */

export interface StateMachine {
  readonly name: string
  readonly arn: string
  readonly type: 'STANDARD' | 'EXPRESS'
  /** Amazon States Language, JSON text. */
  readonly definition: string
  readonly roleArn: string
  /** Virtual milliseconds since the epoch. */
  readonly createdAt: number
}

export class StateMachines {
  readonly #byArn = new Map<string, StateMachine>()

  add(machine: StateMachine): void {
    this.#byArn.set(machine.arn, machine)
  }

  remove(arn: string): void {
    this.#byArn.delete(arn)
  }

  find(arn: string): StateMachine | undefined {
    return this.#byArn.get(arn)
  }

  all(): readonly StateMachine[] {
    return [...this.#byArn.values()]
  }
}
