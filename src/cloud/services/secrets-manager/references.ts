/**
 * Dynamic references of templates: `{{resolve:secretsmanager:db:SecretString:password}}`.
 * Source: CloudFormation User Guide, "Get a secret or secret value from Secrets Manager".
 */

import { ResourceError } from '../contract'
import { CURRENT, holderOf, type Secrets } from './state'

/** `secret-id:secret-string:json-key:version-stage:version-id`, all but the first optional; the id may be an ARN. */
export function createDynamicReferences(secrets: Secrets): Readonly<Record<string, (reference: string) => string>> {
  return {
    secretsmanager(reference) {
      const parts = reference.split(':')
      const id = parts.splice(0, reference.startsWith('arn:') ? 7 : 1).join(':')
      const [kind = 'SecretString', key = '', stage = '', versionId = ''] = parts
      if (kind !== 'SecretString' && kind !== '') throw new ResourceError('Only SecretString can be read of a secret.')
      if (stage !== '' && versionId !== '') {
        throw new ResourceError('Either a version stage or a version id can be given, not both.')
      }
      const secret = secrets.findById(id)
      if (!secret || secret.deletion) throw new ResourceError(`There is no secret ${id}.`)
      const version = versionId === '' ? holderOf(secret, stage || CURRENT) : secret.versions.get(versionId)
      const value = version?.value?.string
      if (value === undefined || value === null) throw new ResourceError(`The secret ${id} has no such value.`)
      return key === '' ? value : memberOf(value, key, id)
    },
  }
}

function memberOf(value: string, key: string, id: string): string {
  let object: unknown
  try {
    object = JSON.parse(value)
  } catch {
    object = null
  }
  const isObject = typeof object === 'object' && object !== null && Object.hasOwn(object, key)
  if (!isObject) throw new ResourceError(`The value of the secret ${id} is no JSON object with the key ${key}.`)
  const member = (object as Readonly<Record<string, unknown>>)[key]
  return typeof member === 'string' ? member : JSON.stringify(member)
}
