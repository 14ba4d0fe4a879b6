/** What an AWS API answers when it refuses: data, thrown inside the cloud and turned into an answer at its edge. */

export class AwsError extends Error {
  override readonly name = 'AwsError'

  /**
   * @param code as SDK clients name it: `ResourceNotFoundException`
   * @param details further members of the modelled error, such as `Reason` and `Type`
   */
  constructor(
    readonly code: string,
    readonly statusCode: number,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
  }
}
