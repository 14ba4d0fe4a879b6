import { expect, test } from '@playwright/test'

test('the page opens and reports no error', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  const response = await page.goto('./')
  expect(response?.ok()).toBe(true)
  await expect(page).toHaveTitle(/Coldstart/)
  await page.waitForLoadState('networkidle')
  expect(errors).toEqual([])
})
