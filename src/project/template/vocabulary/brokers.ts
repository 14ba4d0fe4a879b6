/**
 * AWS::MSK::*, AWS::AmazonMQ::Broker, AWS::DocDB::*. What describes the machines (instances, storage, networks, users) is
 * accepted: there are none here. Source: CloudFormation resource reference.
 */

import {
  accepted,
  ANYTHING,
  BOOLEAN,
  integer,
  listOf,
  object,
  oneOf,
  required,
  simulated,
  TEXT,
  type Property,
  type ResourceVocabulary,
} from './shapes'

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
      ...accepted(
        'ConfigurationInfo CurrentVersion EncryptionInfo EnhancedMonitoring LoggingInfo OpenMonitoring Rebalancing StorageMode Tags',
      ),
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
        'Users AuthenticationStrategy AutoMinorVersionUpgrade Configuration DataReplicationMode DataReplicationPrimaryBrokerArn EncryptionOptions EngineVersion LdapServerMetadata Logs MaintenanceWindowStartTime SecurityGroups StorageType SubnetIds Tags',
      ),
    },
  },
  'AWS::DocDB::DBCluster': {
    attributes: ['ClusterResourceId', 'Endpoint', 'Port', 'ReadEndpoint'],
    properties: {
      DBClusterIdentifier: simulated(TEXT),
      ...accepted(
        'MasterUsername MasterUserPassword ManageMasterUserPassword MasterUserSecretKmsKeyId AvailabilityZones BackupRetentionPeriod CopyTagsToSnapshot DBClusterParameterGroupName DBSubnetGroupName DeletionProtection EnableCloudwatchLogsExports EngineVersion KmsKeyId Port PreferredBackupWindow PreferredMaintenanceWindow RestoreToTime RestoreType ServerlessV2ScalingConfiguration SnapshotIdentifier SourceDBClusterIdentifier StorageEncrypted StorageType Tags UseLatestRestorableTime VpcSecurityGroupIds NetworkType RotateMasterUserPassword',
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
const GROUP = object({ ConsumerGroupId: simulated(TEXT), ...accepted('SchemaRegistryConfig') })

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
