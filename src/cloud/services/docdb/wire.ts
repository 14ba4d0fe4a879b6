/** Amazon DocumentDB's own API (that of Amazon RDS) is not simulated: clusters come from the template. */

import { AwsError } from '../../aws/aws-error'
import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'rds',
  protocol: 'query',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.rds',
    xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    version: '2014-10-31',
    operations: {},
    structures: {},
    errors: {},
  },
}

/** What a client of the database is told; names of MongoDB's errors, the texts but for the first are ours. */
export const errors = {
  duplicateKey: (collection: string) =>
    new AwsError('DuplicateKey', 400, `E11000 duplicate key error collection: ${collection} index: _id_`),
  noSuchDocument: () => new AwsError('NoSuchKey', 400, 'No document has this _id.'),
  noDocument: () => new AwsError('BadValue', 400, 'A document is a JSON object.'),
  unknownOperation: (name: string) =>
    new AwsError('BadValue', 400, `operationType must be insert, update, replace or delete, not ${name}.`),
  noSuchCollection: (key: string) =>
    new AwsError('NamespaceNotFound', 404, `${key} names no collection: <cluster>/<database>/<collection>.`),
} as const
