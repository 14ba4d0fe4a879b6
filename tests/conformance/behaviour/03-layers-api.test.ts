/** Layers in Lambda's API. Source: Lambda API Reference; texts recorded from AWS (LocalStack's test suite). */

import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { lambdaFunction } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'

const ARN = 'arn:aws:lambda:us-east-1:123456789012:layer:shared'

async function api(cloud: Playground['cloud'], method: string, path: string, input?: object) {
  const { status, body } = await cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com${path}`,
    headers: { 'content-type': 'application/json' },
    body: input ? JSON.stringify(input) : '',
  })
  const text = String(body)
  return { status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

const zip = (files: Record<string, string>): string =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))).toString(
    'base64',
  )
const publish = (cloud: Playground['cloud'], text: string) =>
  api(cloud, 'POST', '/2018-10-31/layers/shared/versions', {
    Content: { ZipFile: zip({ 'a.txt': text }) },
    Description: text,
    CompatibleRuntimes: ['nodejs22.x'],
  })
const start = () =>
  playground([lambdaFunction('F')], {
    F: "exports.handler = async () => require('fs').readFileSync('/opt/a.txt', 'utf8')",
  })

describe('§3.1 layers in the API', () => {
  test('each publication is a new version, counted from 1', async () => {
    const { cloud } = await start()
    const first = await publish(cloud, 'one')
    const second = await publish(cloud, 'two')
    expect(first).toMatchObject({ status: 201, body: { LayerArn: ARN, LayerVersionArn: `${ARN}:1`, Version: 1 } })
    expect(second.body).toMatchObject({ LayerVersionArn: `${ARN}:2`, CompatibleRuntimes: ['nodejs22.x'] })
  })

  test('a function is given one by its configuration, and has its files', async () => {
    const { cloud, advance, call } = await start()
    await publish(cloud, 'one')
    const { body } = await api(cloud, 'PUT', '/2015-03-31/functions/F/configuration', { Layers: [`${ARN}:1`] })
    expect(body).toMatchObject({ Layers: [{ Arn: `${ARN}:1` }] })
    await advance(5000)
    expect((await call('F')).value).toBe('one')
  })

  test('a deleted version stays with the functions that have it', async () => {
    const { cloud, advance, call } = await start()
    await publish(cloud, 'one')
    await api(cloud, 'PUT', '/2015-03-31/functions/F/configuration', { Layers: [`${ARN}:1`] })
    await advance(5000)
    expect(await api(cloud, 'DELETE', '/2018-10-31/layers/shared/versions/1')).toMatchObject({ status: 204 })
    expect((await call('F')).value).toBe('one')
    expect(await api(cloud, 'GET', '/2018-10-31/layers/shared/versions/1')).toMatchObject({
      status: 404,
      body: { Message: 'The resource you requested does not exist.' },
    })
  })

  test('numbers are never used again', async () => {
    const { cloud } = await start()
    await publish(cloud, 'one')
    await api(cloud, 'DELETE', '/2018-10-31/layers/shared/versions/1')
    expect((await publish(cloud, 'two')).body).toMatchObject({ Version: 2 })
  })

  test('lists: versions with the newest first, layers with their newest version', async () => {
    const { cloud } = await start()
    await publish(cloud, 'one')
    await publish(cloud, 'two')
    const versions = await api(cloud, 'GET', '/2018-10-31/layers/shared/versions')
    expect(versions.body).toMatchObject({ LayerVersions: [{ Version: 2 }, { Version: 1 }] })
    const layers = await api(cloud, 'GET', '/2018-10-31/layers')
    expect(layers.body).toMatchObject({ Layers: [{ LayerName: 'shared', LatestMatchingVersion: { Version: 2 } }] })
  })

  test('by its ARN', async () => {
    const { cloud } = await start()
    await publish(cloud, 'one')
    const found = await api(cloud, 'GET', `/2018-10-31/layers?find=LayerVersion&Arn=${encodeURIComponent(`${ARN}:1`)}`)
    expect(found.body).toMatchObject({ LayerVersionArn: `${ARN}:1`, Description: 'one' })
  })

  test('a version below 1 is refused', async () => {
    const { cloud } = await start()
    expect((await api(cloud, 'GET', '/2018-10-31/layers/shared/versions/0')).body).toMatchObject({
      message: 'Layer Version Cannot be less than 1.',
    })
  })
})
