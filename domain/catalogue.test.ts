import { describe, expect, test } from 'vitest'
import { catalogueOf, SEED_PRICES, SEED_SKUS, unitOfMeasure } from './catalogue.ts'

describe('catalogue', () => {
  test('holds every SKU of the contract under its own code', () => {
    const catalogue = catalogueOf(SEED_SKUS)
    const sizes = [4, 8, 16, 32, 64]
    const names = [
      ...['linux_slim', 'linux', 'linux_2_core_arm', 'linux_2_core_advanced', 'linux_4_core_gpu'],
      ...['windows', 'windows_2_core_arm', 'windows_4_core_gpu'],
      ...['macos', 'macos_8_core', 'macos_12_core', 'macos_large', 'macos_xlarge', 'macos_l'],
      ...sizes.flatMap((n) => [`linux_${n}_core`, `linux_${n}_core_arm`, `windows_${n}_core`, `windows_${n}_core_arm`]),
    ].map((name) => `actions_${name}`)
    expect(
      SEED_SKUS.filter((s) => s.unitOfMeasure === 'Minutes')
        .map((s) => s.sku)
        .sort(),
    ).toEqual(names.sort())
    expect(catalogue.bySku.size).toBe(names.length + 8)
    expect(catalogue.byCode.get(2)).toMatchObject({ sku: 'actions_linux', product: 'actions', freeWhenPublic: true })
    for (const sku of SEED_SKUS) expect(catalogue.byCode.get(sku.code)).toBe(sku)
  })
  test('codes never change: stored line items are read with them', () => {
    expect(SEED_SKUS.map((s) => `${s.code} ${s.sku}`).join('\n')).toMatchInlineSnapshot(`
      "1 actions_linux_slim
      2 actions_linux
      3 actions_linux_2_core_arm
      4 actions_linux_2_core_advanced
      5 actions_linux_4_core
      6 actions_linux_8_core
      7 actions_linux_16_core
      8 actions_linux_32_core
      9 actions_linux_64_core
      10 actions_linux_4_core_arm
      11 actions_linux_8_core_arm
      12 actions_linux_16_core_arm
      13 actions_linux_32_core_arm
      14 actions_linux_64_core_arm
      15 actions_linux_4_core_gpu
      16 actions_windows
      17 actions_windows_2_core_arm
      18 actions_windows_4_core
      19 actions_windows_8_core
      20 actions_windows_16_core
      21 actions_windows_32_core
      22 actions_windows_64_core
      23 actions_windows_4_core_arm
      24 actions_windows_8_core_arm
      25 actions_windows_16_core_arm
      26 actions_windows_32_core_arm
      27 actions_windows_64_core_arm
      28 actions_windows_4_core_gpu
      29 actions_macos
      30 actions_macos_8_core
      31 actions_macos_12_core
      32 actions_macos_large
      33 actions_macos_xlarge
      34 actions_macos_l
      40 packages_bandwidth
      41 git_lfs_bandwidth
      50 actions_storage
      51 actions_custom_image_storage
      52 packages_storage
      53 git_lfs_storage
      60 copilot_for_business
      61 copilot_enterprise"
    `)
  })
  test('only standard runners, packages and storage are free in public repositories', () => {
    const free = SEED_SKUS.filter((s) => s.freeWhenPublic).map((s) => s.sku.replace(/^actions_/, ''))
    expect(free).toEqual([
      ...['linux_slim', 'linux', 'linux_2_core_arm', 'windows', 'windows_2_core_arm', 'macos'],
      ...['packages_bandwidth', 'storage', 'custom_image_storage', 'packages_storage', 'git_lfs_storage'],
    ])
  })
  test('has the prices of the contract', () => {
    const price = new Map(SEED_PRICES.map((p) => [p.sku, `${p.usd} ${p.priceUnit}`]))
    expect(price.get('actions_macos_l')).toBe('0.077 Minutes')
    expect(price.get('actions_storage')).toBe('0.25 GB-Months')
    expect(price.get('git_lfs_bandwidth')).toBe('0.50 GB')
    expect(price.has('actions_linux_64_core')).toBe(false)
  })
  test('a code or name given twice is a defect', () => {
    expect(() => catalogueOf([...SEED_SKUS, { ...SEED_SKUS[0]!, sku: 'x' }])).toThrow('twice')
    expect(() => catalogueOf([...SEED_SKUS, { ...SEED_SKUS[0]!, code: 999 }])).toThrow('twice')
  })
  test.each([
    ['minutes', 'Minutes'],
    ['Gigabytes', 'GB'],
    ['gigabyte-hours', 'GB-Hours'],
    ['GigabyteHours', 'GB-Hours'],
    ['GB-Hours', 'GB-Hours'],
    ['user-months', 'User-Months'],
    ['UserMonths', 'User-Months'],
    ['seconds', undefined],
    ['', undefined],
  ])('unit %j is %s', (text, unit) => {
    expect(unitOfMeasure(text)).toBe(unit)
  })
})
