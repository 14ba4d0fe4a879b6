/** Numbers of Amazon MSK and Apache Kafka. Sources: Apache Kafka documentation, broker configurations; MSK Developer Guide. */

import { hours, type Bytes, type Milliseconds } from '../../aws/units'

/** `log.retention.hours`, Kafka's own default, which Amazon MSK keeps. */
export const RETENTION: Milliseconds = hours(168)
/** `message.max.bytes` of Amazon MSK's default configuration: one record with its key and headers. */
export const RECORD_MAX: Bytes = 1_048_588
/** Partitions of one topic that the page can make; Kafka has no such limit. MODEL */
export const PARTITIONS_MAX = 100
/** MODEL: partitions of a topic of a serverless cluster, which has no brokers to count: one for each Availability Zone. */
export const SERVERLESS_PARTITIONS = 3
/** Records of one fetch: `max.poll.records`, the default of Kafka's consumer. */
export const FETCH_RECORDS_MAX = 500
/** MODEL: from a record's arrival to the poller that waits for it (`fetch.max.wait.ms` holds a fetch until there are records). */
export const FETCH_DELAY: Milliseconds = 0

/** Kafka's rule for names of topics. */
export const TOPIC_NAME = /^[a-zA-Z0-9._-]{1,249}$/
/** MSK, CreateCluster: 1 to 64 characters. */
export const CLUSTER_NAME = /^[a-zA-Z0-9-]{1,64}$/
