/** Files beside an exported project that say what to do with it. */

import type { StackModel } from '../../cloud/aws/template'

export const GITIGNORE = 'node_modules/\n.aws-sam/\n'

/** What a stack, a folder or a file can be called: `Orders through a queue` → `orders-through-a-queue`. */
export const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    // A stack's name begins with a letter.
    .replace(/^[^a-z]+/, '')
    .slice(0, 60)
    .replace(/-+$/, '') || 'coldstart-project'

/**
 * Answers what `sam deploy --guided` would ask. Sources: "AWS SAM CLI configuration file"; "Acknowledging IAM resources in
 * CloudFormation templates": resources of IAM with names of their own need CAPABILITY_NAMED_IAM.
 */
export function samConfig(stackName: string, resources: StackModel['resources']): string {
  const named = resources.some(
    ({ type, properties }) =>
      type.startsWith('AWS::IAM::') &&
      Object.keys(properties).some((name) => /^(RoleName|ManagedPolicyName|UserName|GroupName)$/.test(name)),
  )
  return [
    'version = 0.1',
    '',
    '[default.deploy.parameters]',
    `stack_name = "${stackName}"`,
    'resolve_s3 = true',
    'confirm_changeset = true',
    `capabilities = "${named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'} CAPABILITY_AUTO_EXPAND"`,
    '',
  ].join('\n')
}

interface Guide {
  readonly name: string
  readonly functions: readonly string[]
  readonly events: readonly string[]
  readonly notes: readonly string[]
}

export function readme({ name, functions, events, notes }: Guide): string {
  const [fn] = functions
  const [event] = events
  const local = fn === undefined ? [] : [`    sam local invoke ${fn}${event === undefined ? '' : ` --event ${event}`}`]
  return [
    `# ${name}`,
    '',
    'An AWS SAM application, exported from Coldstart. It needs Node.js, the AWS SAM CLI and AWS credentials; the region is',
    'that of the credentials’ profile.',
    '',
    '    sam build',
    '    sam deploy',
    ...local.map((line) => `${line}   # optional, needs Docker`),
    '    sam delete   # when it is no longer needed: what is deployed may cost money',
    '',
    ...(notes.length === 0 ? [] : ['Before that:', '', ...notes.map((note) => `- ${note}`), '']),
    'To go on in Coldstart, drop the folder or its zip onto the page: `.coldstart.json` says what was added for SAM.',
    '',
  ].join('\n')
}
