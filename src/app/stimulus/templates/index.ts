/** Events of every service that AWS documents as a source of Lambda, as far as their shape is Lambda's or documented. */

import type { JsonObject } from '../../../cloud/aws/json'
import { MESSAGES } from './messages'
import { OTHERS } from './others'
import { STORAGE_EVENTS } from './storage-events'
import type { EventTemplate } from './template'
import { WEB } from './web'

export const EVENT_TEMPLATES: readonly EventTemplate[] = [...MESSAGES, ...STORAGE_EVENTS, ...WEB, ...OTHERS]

/** The kind of an event, as far as its shape tells. */
export function recognise(event: unknown): EventTemplate | null {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return null
  return EVENT_TEMPLATES.find((template) => template.matches(event as JsonObject)) ?? null
}
