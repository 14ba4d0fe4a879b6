/** Numbers of Amazon MQ. Sources: Lambda Developer Guide, "Using Lambda with Amazon MQ"; JMS and AMQP 0-9-1 specifications. */

/** Batches in flight of one mapping. "For ActiveMQ, 5 … for RabbitMQ, 1." */
export const CONCURRENCY = { ACTIVEMQ: 5, RABBITMQ: 1 } as const
/** Amazon MQ, CreateBroker. */
export const BROKER_NAME = /^[A-Za-z0-9_-]{1,50}$/
/** JMS: Message.DEFAULT_DELIVERY_MODE (persistent) and Message.DEFAULT_PRIORITY. */
export const JMS_DELIVERY_MODE = 2
export const JMS_PRIORITY = 4
/** AMQP: persistent. */
export const AMQP_DELIVERY_MODE = 2
