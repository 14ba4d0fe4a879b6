/**
 * EventBridge. Answers recorded from AWS by LocalStack's test suite (Apache-2.0; `test_….py` names the test), others from
 * the API Reference and the User Guide (2026).
 */

import { casesOf } from '../sdk/case'
import { archiveCases } from './archives'
import { busCases } from './buses'
import { eventCases } from './events'
import { ruleCases } from './rules'
import { targetCases } from './targets'

export default casesOf('eventbridge', { ...busCases, ...ruleCases, ...targetCases, ...eventCases, ...archiveCases })
