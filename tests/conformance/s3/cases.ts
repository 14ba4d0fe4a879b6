/** What S3's clients meet. */

import { casesOf } from '../sdk/case'
import { access } from './access'
import { buckets } from './buckets'
import { lists } from './lists'
import { multipart } from './multipart'
import { notifications } from './notifications'
import { objectDetails } from './object-details'
import { objects } from './objects'
import { versions } from './versions'

export default casesOf('s3', {
  ...buckets,
  ...objects,
  ...objectDetails,
  ...versions,
  ...lists,
  ...multipart,
  ...access,
  ...notifications,
})
