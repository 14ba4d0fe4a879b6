/** Inspectors of resources, by keyboard alone: a table is asked, a bus tests a pattern, IAM says who may do what. */

import { expect, type Page, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const RESOURCES = `
Orders:
  Type: AWS::DynamoDB::Table
  Properties:
    TableName: orders
    BillingMode: PAY_PER_REQUEST
    AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
    KeySchema: [{ AttributeName: id, KeyType: HASH }]
Bus:
  Type: AWS::Events::EventBus
  Properties: { Name: shop }
Rule:
  Type: AWS::Events::Rule
  Properties:
    EventBusName: !Ref Bus
    EventPattern: { source: [shop.orders] }
    Targets: [{ Id: f, Arn: !GetAtt F.Arn }]
`

async function inspect(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type(`${name} Inspect`)
  await page.keyboard.press('Enter')
}

test('a table is asked and written, a pattern tested, and a permission explained', async ({ page }) => {
  test.setTimeout(60_000)
  const policies = 'Policies: [{ DynamoDBReadPolicy: { TableName: !Ref Orders } }]'
  await openProject(
    page,
    projectOf('export const handler = async () => 1', { properties: policies, resources: RESOURCES }),
  )
  const view = page.getByRole('tabpanel', { name: 'Resources' })

  await inspect(page, 'Orders')
  await expect(view.getByRole('article', { name: 'Table orders' })).toBeVisible()
  await view.getByText('Put an item').focus()
  await page.keyboard.press('Enter')
  await view.getByLabel('Item as JSON').focus()
  await page.keyboard.type('{"id": "7", "total": 12}')
  await view.getByRole('button', { name: 'Put', exact: true }).focus()
  await page.keyboard.press('Enter')
  await view.getByLabel('id', { exact: true }).focus()
  await page.keyboard.type('7')
  await page.keyboard.press('Enter')
  await expect(view.getByRole('list', { name: 'Items found' })).toContainText('{"id":"7","total":12}')
  await expect(view.getByText('1 item of 1 read, 0.5 read capacity units')).toBeVisible()

  await view.getByText('Who may use it?').focus()
  await page.keyboard.press('Enter')
  const answers = view.getByRole('list', { name: 'Answers of IAM' })
  await expect(answers).toContainText('allowed')
  await view.getByLabel('Action').focus()
  await page.keyboard.type('dynamodb:PutItem')
  await expect(answers).toContainText('not allowed')

  await inspect(page, 'Bus')
  await view.getByText('Test an event against the rules').focus()
  await page.keyboard.press('Enter')
  const verdicts = view.getByRole('list', { name: 'Which patterns match' })
  await expect(verdicts.getByRole('listitem').first()).toContainText('matches')
  await view.getByLabel('Event', { exact: true }).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('{"source": "shop.returns"}')
  await expect(verdicts.getByRole('listitem').first()).toContainText('no match')
})
