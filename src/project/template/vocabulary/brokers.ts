/**
 * AWS::MSK::*, AWS::AmazonMQ::Broker, AWS::DocDB::*. What describes the machines (instances, storage, networks, users) is
 * accepted: there are none here. What would be seen of them (logs, metrics, data to begin with) is warned of. Source: CloudFormation resource reference.
 */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  kept,
  listOf,
  notYet,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Property,
  type ResourceVocabulary,
} from './shapes'

const NO_BROKER_LOGS = 'brokers write no logs'

const SWITCH: Property = simulated(object({ Enabled: required(BOOLEAN) }))
/** Required, and without effect. */
const needed = (names: string): Readonly<Record<string, Property>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, { shape: ANYTHING, required: true, effect: 'none' }]))

export const BROKER_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::MSK::Cluster': {
    attributes: ['Arn'],
    properties: {
      ClusterName: required(TEXT),
      NumberOfBrokerNodes: required(integer(1, 60)),
      ClientAuthentication: simulated(
        object({
          Sasl: simulated(object({ Iam: SWITCH, Scram: SWITCH })),
          ...accepted('Tls Unauthenticated'),
        }),
      ),
      ...needed('BrokerNodeGroupInfo KafkaVersion'),
      ...accepted('CurrentVersion EncryptionInfo Rebalancing StorageMode Tags'),
      ...kept('ConfigurationInfo', 'the cluster has the default configuration'),
      ...kept('LoggingInfo', NO_BROKER_LOGS),
      ...kept('EnhancedMonitoring OpenMonitoring', 'brokers have no metrics'),
    },
  },
  'AWS::MSK::ServerlessCluster': {
    attributes: ['Arn'],
    properties: {
      ClusterName: required(TEXT),
      ClientAuthentication: required(
        object({ Sasl: required(object({ Iam: required(object({ Enabled: required(BOOLEAN) })) })) }),
      ),
      ...needed('VpcConfigs'),
      ...accepted('Tags'),
    },
  },
  'AWS::AmazonMQ::Broker': {
    attributes: ['Arn', 'Id'],
    properties: {
      BrokerName: required(TEXT),
      EngineType: required(TEXT),
      ...needed('DeploymentMode HostInstanceType PubliclyAccessible'),
      ...accepted(
        'Users AuthenticationStrategy AutoMinorVersionUpgrade EncryptionOptions EngineVersion LdapServerMetadata MaintenanceWindowStartTime SecurityGroups StorageType SubnetIds Tags',
      ),
      ...kept('Configuration', 'the broker has the default configuration'),
      ...kept('Logs', NO_BROKER_LOGS),
      ...kept('DataReplicationMode', 'brokers are not replicated', 'NONE'),
      ...kept('DataReplicationPrimaryBrokerArn', 'brokers are not replicated'),
    },
  },
  'AWS::DocDB::DBCluster': {
    attributes: ['ClusterResourceId', 'Endpoint', 'Port', 'ReadEndpoint'],
    properties: {
      DBClusterIdentifier: simulated(TEXT),
      ...accepted(
        'MasterUsername MasterUserPassword ManageMasterUserPassword MasterUserSecretKmsKeyId AvailabilityZones BackupRetentionPeriod CopyTagsToSnapshot DBSubnetGroupName EngineVersion KmsKeyId Port PreferredBackupWindow PreferredMaintenanceWindow ServerlessV2ScalingConfiguration StorageEncrypted StorageType Tags VpcSecurityGroupIds NetworkType RotateMasterUserPassword',
      ),
      ...kept('DBClusterParameterGroupName', 'the cluster has the default parameters'),
      ...kept('DeletionProtection', 'it can be deleted all the same', false),
      ...kept('EnableCloudwatchLogsExports', 'clusters write no logs'),
      ...kept(
        'RestoreToTime RestoreType SnapshotIdentifier SourceDBClusterIdentifier UseLatestRestorableTime',
        'the cluster begins empty',
      ),
    },
  },
  'AWS::DocDB::DBInstance': {
    attributes: ['Endpoint', 'Port'],
    properties: {
      DBInstanceIdentifier: simulated(TEXT),
      ...needed('DBClusterIdentifier DBInstanceClass'),
      ...accepted(
        'AutoMinorVersionUpgrade AvailabilityZone CACertificateIdentifier CertificateRotationRestart EnablePerformanceInsights PreferredMaintenanceWindow Tags',
      ),
    },
  },
}

const ACCESS = listOf(object({ Type: required(TEXT), URI: required(TEXT) }), 22)
const GROUP = object({ ConsumerGroupId: simulated(TEXT), ...notYet('SchemaRegistryConfig') })

/** What only mappings of brokers have. */
export const BROKER_MAPPING: Readonly<Record<string, Property>> = {
  Topics: simulated(listOf(TEXT, 1)),
  Queues: simulated(listOf(TEXT, 1)),
  SourceAccessConfigurations: simulated(ACCESS),
  SelfManagedEventSource: simulated(
    object({ Endpoints: simulated(object({ KafkaBootstrapServers: simulated(listOf(TEXT, 10)) })) }),
  ),
  AmazonManagedKafkaEventSourceConfig: simulated(GROUP),
  SelfManagedKafkaEventSourceConfig: simulated(GROUP),
  DocumentDBEventSourceConfig: simulated(
    object({
      DatabaseName: simulated(TEXT),
      CollectionName: simulated(TEXT),
      FullDocument: simulated(oneOf('UpdateLookup', 'Default')),
    }),
  ),
}
