/** What S3's clients meet. */

import { casesOf } from '../sdk/case'
import { buckets } from './buckets'
import { objects } from './objects'

export default casesOf('s3', { ...buckets, ...objects })
