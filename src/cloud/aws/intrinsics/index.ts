/**
 * CloudFormation's intrinsic functions, in their long form. Pure: what names stand for is asked of a `Lookup`.
 *
 * `evaluate` wants a plain value and fails on what is unknown; `simplify` replaces what the lookup knows and leaves the
 * rest for later, so that a template's own parameters and conditions can be resolved before there are any resources.
 *
 * Source: CloudFormation User Guide, "Intrinsic function reference"; error texts as CloudFormation's ValidateTemplate and
 * CreateStack give them.
 */

export { functionName, IntrinsicError, isMapping } from './call'
export { evaluate, evaluateCondition, EVALUATED_FUNCTIONS, simplify } from './evaluate'
export { dependencies, references, type Reference } from './references'
export { type Lookup } from './run'
