/**
 * Tags of objects and buckets.
 * Sources: Amazon S3 User Guide, "Categorizing your objects using tags"; texts recorded from AWS (LocalStack's test suite,
 * test_s3_api.py, January 2025).
 */

import { record, records, text, type Input } from './input'
import * as limits from './limits'
import type { Tag } from './state'
import { errors } from './wire'

/** Letters, digits and spaces of any language, and `_ . : / = + - @`. */
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * `Tagging` of a request's body.
 * @throws AwsError MalformedXML, InvalidTag, BadRequest
 */
export function readTagging(input: Input, of: 'object' | 'bucket'): readonly Tag[] {
  const tagging = record(input, 'Tagging')
  if (!Array.isArray(tagging['TagSet'])) throw errors.malformedXml()
  const tags = records(tagging, 'TagSet').map((tag) => ({ Key: text(tag, 'Key'), Value: text(tag, 'Value') }))
  checkTags(tags, of)
  return tags
}

/** @throws AwsError InvalidTag, BadRequest */
export function checkTags(tags: readonly Tag[], of: 'object' | 'bucket'): void {
  const maximum = of === 'object' ? limits.OBJECT_TAGS_MAX : limits.BUCKET_TAGS_MAX
  if (tags.length > maximum) {
    const what = of === 'object' ? 'Object' : 'Bucket'
    throw errors.badRequest(`${what} tags cannot be greater than ${maximum}`)
  }
  const keys = new Set<string>()
  for (const { Key: TagKey, Value: TagValue } of tags) {
    if (TagKey === '' || TagKey.length > limits.TAG_KEY_MAX || !TAG_CHARACTERS.test(TagKey)) {
      throw errors.invalidTag('The TagKey you have provided is invalid', { TagKey })
    }
    if (TagKey.startsWith('aws:')) {
      const message =
        of === 'object'
          ? 'Your TagKey cannot be prefixed with aws:'
          : 'System tags cannot be added/updated by requester'
      throw errors.invalidTag(message, { TagKey })
    }
    if (TagValue.length > limits.TAG_VALUE_MAX || !TAG_CHARACTERS.test(TagValue)) {
      throw errors.invalidTag('The TagValue you have provided is invalid', { TagKey, TagValue })
    }
    if (keys.has(TagKey)) throw errors.invalidTag('Cannot provide multiple Tags with the same key', { TagKey })
    keys.add(TagKey)
  }
}

/** The header x-amz-tagging: `a=1&b=2`, URL-encoded. @throws AwsError InvalidArgument, BadRequest */
export function readTagHeader(header: string): readonly Tag[] {
  const tags = header
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return { Key: decode(key), Value: decode(value.join('=')) }
    })
  try {
    checkTags(tags, 'object')
  } catch (error) {
    if ((error as { code?: string }).code !== 'InvalidTag') throw error
    throw errors.invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header,
    )
  }
  return tags
}

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
