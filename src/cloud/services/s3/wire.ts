/**
 * How S3's API is spoken, and its errors.
 * Texts: recorded from AWS by LocalStack's test suite (tests/aws/services/s3, 2023–2025, Apache-2.0) and the S3 User Guide,
 * "Error responses"; those that are ours say so.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import * as limits from './limits'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 's3',
  protocol: 'rest-xml',
  model: model as unknown as WireModel,
  bucketAddressing: true,
  accessDenied: { code: 'AccessDenied', statusCode: 403 },
}

const badRequest =
  (code: string, message: string) =>
  (details: Readonly<Record<string, string>> = {}): AwsError =>
    new AwsError(code, 400, message, details)

export const errors = {
  // Buckets
  noSuchBucket: (BucketName: string) =>
    new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName }),
  bucketAlreadyOwnedByYou: (BucketName: string) =>
    new AwsError(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName },
    ),
  bucketNotEmpty: (BucketName: string, versioned: boolean) =>
    new AwsError(
      'BucketNotEmpty',
      409,
      versioned
        ? 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.'
        : 'The bucket you tried to delete is not empty',
      { BucketName },
    ),
  invalidBucketName: (BucketName: string) =>
    new AwsError('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName }),
  tooManyBuckets: badRequest('TooManyBuckets', 'You have attempted to create more buckets than allowed'),
  invalidLocationConstraint: (LocationConstraint: string) =>
    new AwsError('InvalidLocationConstraint', 400, 'The specified location-constraint is not valid', {
      LocationConstraint,
    }),
  /** For settings that a bucket need not have. */
  notConfigured: (code: string, message: string, BucketName: string) =>
    new AwsError(code, 404, message, { BucketName }),
  noVersioningStatus: badRequest('IllegalVersioningConfigurationException', 'The Versioning element must be specified'),
  malformedPolicy: (message: string) => new AwsError('MalformedPolicy', 400, message),
  accessDenied: (message = 'Access Denied') => new AwsError('AccessDenied', 403, message),
  invalidBucketAcl: badRequest(
    'InvalidBucketAclWithObjectOwnership',
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  ),
  aclNotSupported: badRequest('AccessControlListNotSupported', 'The bucket does not allow ACLs'),

  // Objects
  noSuchKey: (Key: string) => new AwsError('NoSuchKey', 404, 'The specified key does not exist.', { Key }),
  noSuchVersion: (Key: string, VersionId: string) =>
    new AwsError('NoSuchVersion', 404, 'The specified version does not exist.', { Key, VersionId }),
  /** HEAD has no body: clients make the error out of the status. */
  notFound: () => new AwsError('NotFound', 404, 'Not Found'),
  deleteMarker: (Method: string) =>
    new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', {
      Method,
      ResourceType: 'DeleteMarker',
    }),
  keyTooLong: (size: number) =>
    new AwsError('KeyTooLongError', 400, 'Your key is too long', {
      Size: String(size),
      MaxSizeAllowed: String(limits.KEY_BYTES_MAX),
    }),
  metadataTooLarge: (size: number) =>
    new AwsError('MetadataTooLarge', 400, 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: String(size),
      MaxSizeAllowed: String(limits.METADATA_BYTES_MAX),
    }),
  entityTooLarge: (size: number) =>
    new AwsError(
      'EntityTooLarge',
      400,
      `Your proposed upload exceeds the maximum allowed size (Coldstart holds objects of up to ${limits.OBJECT_BYTES_MAX} bytes)`,
      { ProposedSize: String(size), MaxSizeAllowed: String(limits.OBJECT_BYTES_MAX) },
    ),
  /** Ours: on AWS a bucket is never full. */
  storageFull: () =>
    new AwsError(
      'EntityTooLarge',
      400,
      `Coldstart holds at most ${limits.STORED_BYTES_MAX} bytes in all objects and parts together; delete some first.`,
      { MaxSizeAllowed: String(limits.STORED_BYTES_MAX) },
    ),
  preconditionFailed: (Condition: string) =>
    new AwsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
      Condition,
    }),
  /** Has no body either. */
  notModified: () => new AwsError('NotModified', 304, 'Not Modified'),
  invalidRange: (range: string, size: number) =>
    new AwsError('InvalidRange', 416, 'The requested range is not satisfiable', {
      ActualObjectSize: String(size),
      RangeRequested: range,
    }),
  invalidPartNumber: (requested: number, parts: number) =>
    new AwsError('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      ActualPartCount: String(parts),
      PartNumberRequested: String(requested),
    }),
  invalidObjectState: (StorageClass: string) =>
    new AwsError('InvalidObjectState', 403, "The operation is not valid for the object's storage class", {
      StorageClass,
    }),
  invalidStorageClass: (StorageClassRequested: string) =>
    new AwsError('InvalidStorageClass', 400, 'The storage class you specified is not valid', {
      StorageClassRequested,
    }),

  // Integrity
  invalidDigest: (value: string) =>
    new AwsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': value }),
  badDigest: (ExpectedDigest: string, CalculatedDigest: string) =>
    new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
      ExpectedDigest,
      CalculatedDigest,
    }),
  badChecksum: (algorithm: string) =>
    new AwsError('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`),
  incompleteBody: badRequest('IncompleteBody', 'The request body terminated unexpectedly'),

  // Multipart uploads
  noSuchUpload: (UploadId: string) =>
    new AwsError(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { UploadId },
    ),
  invalidPart: (UploadId: string, PartNumber: number, ETag: string) =>
    new AwsError(
      'InvalidPart',
      400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { UploadId, PartNumber: String(PartNumber), ETag },
    ),
  invalidPartOrder: (UploadId: string) =>
    new AwsError(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      { UploadId },
    ),
  entityTooSmall: (size: number, partNumber: number, ETag: string) =>
    new AwsError('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
      ETag,
      MinSizeAllowed: String(limits.PART_BYTES_MIN),
      PartNumber: String(partNumber),
      ProposedSize: String(size),
    }),

  // Input in general
  malformedXml: badRequest(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  ),
  invalidArgument: (message: string, name: string, value?: string) =>
    new AwsError('InvalidArgument', 400, message, {
      ArgumentName: name,
      ...(value !== undefined && { ArgumentValue: value }),
    }),
  invalidArguments: (message: string, details: Readonly<Record<string, string>>) =>
    new AwsError('InvalidArgument', 400, message, details),
  invalidRequest: (message: string) => new AwsError('InvalidRequest', 400, message),
  invalidTag: (message: string, details: Readonly<Record<string, string>>) =>
    new AwsError('InvalidTag', 400, message, details),
  badRequest: (message: string) => new AwsError('BadRequest', 400, message),
  /** AWS's code and status for what an endpoint does not implement; the text is ours and names it. */
  notSimulated: (what: string) => new AwsError('NotImplemented', 501, `${what} is not simulated.`),
  /** A header's value that AWS itself does not implement. */
  notImplemented: (Header: string) =>
    new AwsError('NotImplemented', 501, 'A header you provided implies functionality that is not implemented', {
      Header,
    }),
} as const
