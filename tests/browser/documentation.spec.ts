import { expect, test } from '@playwright/test'

test('Help leads to what happens when a function fails, and to how exact the simulation is', async ({ page }) => {
  await page.goto('./')
  await page.getByRole('button', { name: 'Help and shortcuts' }).click()
  await page.getByRole('button', { name: 'What happens when a function fails' }).click()

  const errors = page.getByRole('dialog', { name: 'How Lambda behaves' })
  const asynchronous = errors.getByRole('row', { name: /^S3 / })
  await expect(asynchronous.getByRole('cell').first()).toContainText('3 attempts, 1 min and 2 min apart')
  await expect(asynchronous.getByRole('cell').first()).toContainText('→ on-failure destination')
  await expect(errors.getByRole('row', { name: /^Invoke API, RequestResponse/ })).toContainText(
    'TooManyRequestsException',
  )

  // By keyboard to the other page.
  await errors.getByRole('tab', { name: 'When a function fails' }).focus()
  await page.keyboard.press('ArrowRight')
  await errors.getByRole('searchbox').fill('killed at the limit')
  await expect(errors.getByRole('listitem')).toHaveCount(1)
  await errors.getByRole('radio', { name: /^Exact/ }).check()
  await expect(errors.getByText('Nothing in the ledger says “killed at the limit”.')).toBeVisible()
  // … and to the limits of the page.
  await errors.getByRole('tab', { name: 'How exact it is' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(errors.getByRole('listitem').filter({ hasText: 'Records of a run' }).first()).toContainText('1,000,000')
  await page.keyboard.press('Escape')
  await expect(errors).toBeHidden()
})

test('settings of template.yaml say how exactly they are simulated', async ({ page }) => {
  await page.goto('./')
  await page.getByRole('treeitem', { name: 'template.yaml' }).click()
  const badge = page.locator('.view-line', { hasText: 'VisibilityTimeout' }).locator('.fidelity').first()
  await expect(badge).toHaveText(/✓|≈ approximate/)
})
