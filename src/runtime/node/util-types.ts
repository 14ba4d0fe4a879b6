/** node:util/types. Brands are asked of methods that look at internal slots, which no Symbol.toStringTag can fake. */

type Check = (value: unknown) => boolean

/** Whether `probe`, which throws for a value without the internal slot, accepts the value. */
function slot(probe: (value: never) => unknown): Check {
  return (value) => {
    if (value === null || typeof value !== 'object') return false
    try {
      probe(value as never)
      return true
    } catch {
      return false
    }
  }
}

function getter(prototype: object, name: string): (this: unknown) => unknown {
  const found = Object.getOwnPropertyDescriptor(prototype, name)?.get
  if (!found) throw new Error(`no getter ${name}`)
  return found
}

const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1)
const tagged =
  (...tags: string[]): Check =>
  (value) =>
    typeof value === 'object' && value !== null && tags.includes(tagOf(value))
const taggedFunction =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'function' && pattern.test(tagOf(value))

const mapSize = getter(Map.prototype, 'size')
const setSize = getter(Set.prototype, 'size')
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength')
const viewLength = getter(DataView.prototype, 'byteLength')
const regExpSource = getter(RegExp.prototype, 'source')
const typedArrayTag = getter(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag as unknown as string,
)
const typedArray =
  (name: string): Check =>
  (value) =>
    typedArrayTag.call(value) === name

export const isArrayBuffer = slot((value) => bufferLength.call(value))
export const isSharedArrayBuffer = tagged('SharedArrayBuffer')
export const isAnyArrayBuffer: Check = (value) => isArrayBuffer(value) || isSharedArrayBuffer(value)
export const isArrayBufferView: Check = (value) => ArrayBuffer.isView(value)
export const isTypedArray: Check = (value) => typedArrayTag.call(value) !== undefined
export const isUint8Array = typedArray('Uint8Array')
export const isUint8ClampedArray = typedArray('Uint8ClampedArray')
export const isUint16Array = typedArray('Uint16Array')
export const isUint32Array = typedArray('Uint32Array')
export const isInt8Array = typedArray('Int8Array')
export const isInt16Array = typedArray('Int16Array')
export const isInt32Array = typedArray('Int32Array')
export const isFloat32Array = typedArray('Float32Array')
export const isFloat64Array = typedArray('Float64Array')
export const isBigInt64Array = typedArray('BigInt64Array')
export const isBigUint64Array = typedArray('BigUint64Array')
export const isDataView = slot((value) => viewLength.call(value))
export const isDate = slot((value) => Date.prototype.getTime.call(value))
export const isMap = slot((value) => mapSize.call(value))
export const isSet = slot((value) => setSize.call(value))
export const isWeakMap = slot((value) => WeakMap.prototype.has.call(value, {}))
export const isWeakSet = slot((value) => WeakSet.prototype.has.call(value, {}))
// The prototype itself has no slot, but its source can be read.
export const isRegExp: Check = (value) => value !== RegExp.prototype && slot((it) => regExpSource.call(it))(value)
// then() would mark a rejection as handled, so that the slot cannot be asked.
export const isPromise: Check = (value) => value instanceof Promise || tagged('Promise')(value)
export const isNativeError = tagged('Error')
export const isMapIterator = tagged('Map Iterator')
export const isSetIterator = tagged('Set Iterator')
export const isGeneratorObject = tagged('Generator', 'AsyncGenerator')
export const isArgumentsObject = tagged('Arguments')
export const isModuleNamespaceObject = tagged('Module')
export const isAsyncFunction = taggedFunction(/^Async(Generator)?Function$/)
export const isGeneratorFunction = taggedFunction(/GeneratorFunction$/)
export const isNumberObject = slot((value) => Number.prototype.valueOf.call(value))
export const isStringObject = slot((value) => String.prototype.valueOf.call(value))
export const isBooleanObject = slot((value) => Boolean.prototype.valueOf.call(value))
export const isSymbolObject = slot((value) => Symbol.prototype.valueOf.call(value))
export const isBigIntObject = slot((value) => BigInt.prototype.valueOf.call(value))
export const isBoxedPrimitive: Check = (value) =>
  [isNumberObject, isStringObject, isBooleanObject, isSymbolObject, isBigIntObject].some((check) => check(value))
export const isCryptoKey: Check = (value) => typeof CryptoKey === 'function' && value instanceof CryptoKey
export const isKeyObject: Check = (value) =>
  typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === 'KeyObject'
/** JavaScript cannot tell a proxy from its target. */
export const isProxy: Check = () => false
export const isExternal: Check = () => false

export default {
  isAnyArrayBuffer,
  isArgumentsObject,
  isArrayBuffer,
  isArrayBufferView,
  isAsyncFunction,
  isBigInt64Array,
  isBigIntObject,
  isBigUint64Array,
  isBooleanObject,
  isBoxedPrimitive,
  isCryptoKey,
  isDataView,
  isDate,
  isExternal,
  isFloat32Array,
  isFloat64Array,
  isGeneratorFunction,
  isGeneratorObject,
  isInt16Array,
  isInt32Array,
  isInt8Array,
  isKeyObject,
  isMap,
  isMapIterator,
  isModuleNamespaceObject,
  isNativeError,
  isNumberObject,
  isPromise,
  isProxy,
  isRegExp,
  isSet,
  isSetIterator,
  isSharedArrayBuffer,
  isStringObject,
  isSymbolObject,
  isTypedArray,
  isUint16Array,
  isUint32Array,
  isUint8Array,
  isUint8ClampedArray,
  isWeakMap,
  isWeakSet,
}
