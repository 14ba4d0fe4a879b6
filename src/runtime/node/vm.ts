/** node:vm: code runs in the global scope; another one cannot be made. */

import { requireString, unavailable, unavailableFunctions } from './node-error'

const ADVICE = 'there is one global scope only. Use runInThisContext, compileFunction or new Function.'

/** Indirect, so that the code sees globals only. */
const evaluate = globalThis.eval as (code: string) => unknown

class Script {
  readonly #code: string
  cachedDataRejected: boolean | undefined = undefined

  constructor(code: string) {
    this.#code = String(code)
    // Syntax errors belong to the constructor.
    checkSyntax(this.#code)
  }
  runInThisContext(): unknown {
    return evaluate(this.#code)
  }
  runInContext(): never {
    throw unavailable('vm.Script.runInContext', ADVICE)
  }
  runInNewContext(): never {
    throw unavailable('vm.Script.runInNewContext', ADVICE)
  }
  createCachedData(): Uint8Array {
    return new Uint8Array()
  }
}

/** A function that is never called parses the code without running it; a script may not return, a function may. */
function checkSyntax(code: string): void {
  void new Function(code)
}

function compileFunction(code: string, parameters: string[] = []): unknown {
  requireString(code, 'code')
  return new Function(...parameters, code)
}

export default {
  ...unavailableFunctions(
    'vm',
    ['SourceTextModule', 'SyntheticModule', 'createContext', 'measureMemory', 'runInContext', 'runInNewContext'],
    ADVICE,
  ),
  Script,
  compileFunction,
  isContext: () => false,
  runInThisContext: (code: string) => new Script(code).runInThisContext(),
  constants: Object.freeze({ USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol('vm_dynamic_import_main_context_default') }),
}
