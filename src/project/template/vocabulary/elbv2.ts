/** AWS::ElasticLoadBalancingV2::*. Source: CloudFormation resource reference for Elastic Load Balancing V2. */

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
  type ResourceVocabulary,
  type Shape,
} from './shapes'

const ATTRIBUTES: Shape = listOf(object({ Key: simulated(TEXT), Value: simulated(ANYTHING) }))
/** What they hold is read, and refused, by the service: `elbv2/settings.ts`. */
const ACTIONS: Shape = listOf(ANYTHING)

export const ELB_RESOURCES: Readonly<Record<string, ResourceVocabulary>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    attributes: ['CanonicalHostedZoneID', 'DNSName', 'LoadBalancerArn', 'LoadBalancerFullName', 'LoadBalancerName'],
    properties: {
      Name: simulated({
        kind: 'text',
        pattern: /^(?!internal-)[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
        maximumLength: 32,
      }),
      Type: simulated(oneOf('application', 'network', 'gateway')),
      Scheme: simulated(oneOf('internet-facing', 'internal')),
      LoadBalancerAttributes: simulated(ATTRIBUTES),
      ...accepted('IpAddressType SubnetMappings Subnets Tags MinimumLoadBalancerCapacity'),
      ...kept('SecurityGroups', 'there is no network, and nobody is kept out'),
      ...notYet(
        'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic EnablePrefixForIpv6SourceNat Ipv4IpamPoolId EnableCapacityReservationProvisionStabilize',
      ),
    },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    attributes: ['TargetGroupArn', 'TargetGroupFullName', 'TargetGroupName'],
    properties: {
      Name: simulated({ kind: 'text', maximumLength: 32 }),
      TargetType: required(oneOf('lambda', 'instance', 'ip', 'alb')),
      Targets: simulated(listOf(object({ Id: required(TEXT), ...accepted('AvailabilityZone Port QuicServerId') }))),
      TargetGroupAttributes: simulated(ATTRIBUTES),
      HealthCheckEnabled: simulated(BOOLEAN),
      HealthCheckPath: simulated(TEXT),
      HealthCheckIntervalSeconds: simulated(integer(5, 300)),
      HealthCheckTimeoutSeconds: simulated(integer(2, 120)),
      HealthyThresholdCount: simulated(integer(2, 10)),
      UnhealthyThresholdCount: simulated(integer(2, 10)),
      Matcher: simulated(object({ HttpCode: simulated(ANYTHING), ...accepted('GrpcCode') })),
      ...accepted('Tags'),
      ...notYet(
        'HealthCheckPort HealthCheckProtocol IpAddressType Port Protocol ProtocolVersion VpcId TargetControlPort',
      ),
    },
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    attributes: ['ListenerArn'],
    properties: {
      LoadBalancerArn: required(TEXT),
      Port: simulated(integer(1, 65_535)),
      Protocol: simulated(oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE')),
      DefaultActions: required(ACTIONS),
      ...accepted('Certificates SslPolicy AlpnPolicy Tags'),
      ...notYet('ListenerAttributes MutualAuthentication'),
    },
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': {
    attributes: ['IsDefault', 'RuleArn'],
    properties: {
      ListenerArn: required(TEXT),
      Priority: required(integer(1, 50_000)),
      Conditions: required(listOf(ANYTHING)),
      Actions: required(ACTIONS),
      ...accepted('Tags'),
      ...notYet('Transforms'),
    },
  },
}
