/**
 * What can be billed. The catalogue in use comes from the tables `sku` and `sku_price`, which are seeded from here once:
 * a new SKU is a row, not a release.
 */
export const PRODUCTS = ['actions', 'packages', 'git_lfs', 'copilot'] as const
export type Product = (typeof PRODUCTS)[number]
export const UNITS_OF_MEASURE = ['Minutes', 'GB', 'GB-Hours', 'User-Months'] as const
export type UnitOfMeasure = (typeof UNITS_OF_MEASURE)[number]

export type Sku = {
  /** Stored with every line item; never changes its meaning. */
  readonly code: number
  readonly sku: string
  readonly product: Product
  readonly unitOfMeasure: UnitOfMeasure
  readonly freeWhenPublic: boolean
}

export type SkuPrice = {
  readonly sku: string
  /** ISO 8601, UTC */
  readonly validFrom: string
  /** US dollars for one `priceUnit`, decimal text */
  readonly usd: string
  readonly priceUnit: UnitOfMeasure | 'GB-Months'
}

export type Catalogue = {
  readonly skus: readonly Sku[]
  readonly bySku: ReadonlyMap<string, Sku>
  readonly byCode: ReadonlyMap<number, Sku>
}

/** @throws Error when a code or a name is there twice */
export const catalogueOf = (skus: readonly Sku[]): Catalogue => {
  const bySku = new Map(skus.map((s) => [s.sku, s]))
  const byCode = new Map(skus.map((s) => [s.code, s]))
  if (bySku.size !== skus.length || byCode.size !== skus.length) {
    throw new Error('the catalogue has a SKU or a code twice: see the table sku')
  }
  return { skus, bySku, byCode }
}

/** Units as usage reports and other producers write them (contract): case, blanks and hyphens do not count. */
const UNIT_NAMES: ReadonlyMap<string, UnitOfMeasure> = new Map([
  ['minutes', 'Minutes'],
  ['gb', 'GB'],
  ['gigabytes', 'GB'],
  ['gbhours', 'GB-Hours'],
  ['gigabytehours', 'GB-Hours'],
  ['usermonths', 'User-Months'],
])
/** The unit that a text means; undefined for none of ours. */
export const unitOfMeasure = (text: string): UnitOfMeasure | undefined =>
  UNIT_NAMES.get(text) ?? UNIT_NAMES.get(text.toLowerCase().replace(/[\s_-]+/g, ''))

const minutes = (code: number, sku: string, freeWhenPublic = false): Sku => ({
  code,
  sku: `actions_${sku}`,
  product: 'actions',
  unitOfMeasure: 'Minutes',
  freeWhenPublic,
})
const CORES = [4, 8, 16, 32, 64]
const cores = (firstCode: number, name: (cores: number) => string): Sku[] =>
  CORES.map((count, i) => minutes(firstCode + i, name(count)))

/**
 * Free in public repositories: standard runners, packages and storage; larger runners are billed (contract).
 * Transfer of git_lfs is neither a package nor storage, so it is billed.
 */
export const SEED_SKUS: readonly Sku[] = [
  minutes(1, 'linux_slim', true),
  minutes(2, 'linux', true),
  minutes(3, 'linux_2_core_arm', true),
  minutes(4, 'linux_2_core_advanced'),
  ...cores(5, (n) => `linux_${n}_core`),
  ...cores(10, (n) => `linux_${n}_core_arm`),
  minutes(15, 'linux_4_core_gpu'),
  minutes(16, 'windows', true),
  minutes(17, 'windows_2_core_arm', true),
  ...cores(18, (n) => `windows_${n}_core`),
  ...cores(23, (n) => `windows_${n}_core_arm`),
  minutes(28, 'windows_4_core_gpu'),
  minutes(29, 'macos', true),
  minutes(30, 'macos_8_core'),
  minutes(31, 'macos_12_core'),
  minutes(32, 'macos_large'),
  minutes(33, 'macos_xlarge'),
  minutes(34, 'macos_l'),
  { code: 40, sku: 'packages_bandwidth', product: 'packages', unitOfMeasure: 'GB', freeWhenPublic: true },
  { code: 41, sku: 'git_lfs_bandwidth', product: 'git_lfs', unitOfMeasure: 'GB', freeWhenPublic: false },
  { code: 50, sku: 'actions_storage', product: 'actions', unitOfMeasure: 'GB-Hours', freeWhenPublic: true },
  {
    code: 51,
    sku: 'actions_custom_image_storage',
    product: 'actions',
    unitOfMeasure: 'GB-Hours',
    freeWhenPublic: true,
  },
  { code: 52, sku: 'packages_storage', product: 'packages', unitOfMeasure: 'GB-Hours', freeWhenPublic: true },
  { code: 53, sku: 'git_lfs_storage', product: 'git_lfs', unitOfMeasure: 'GB-Hours', freeWhenPublic: true },
  { code: 60, sku: 'copilot_for_business', product: 'copilot', unitOfMeasure: 'User-Months', freeWhenPublic: false },
  { code: 61, sku: 'copilot_enterprise', product: 'copilot', unitOfMeasure: 'User-Months', freeWhenPublic: false },
]

const FROM_2026 = '2026-01-01T00:00:00Z'
const MINUTE_PRICES: ReadonlyArray<readonly [sku: string, usd: string]> = [
  ['actions_linux_slim', '0.002'],
  ['actions_linux', '0.006'],
  ['actions_linux_4_core', '0.012'],
  ['actions_windows', '0.010'],
  ['actions_windows_4_core', '0.022'],
  ['actions_macos', '0.062'],
  ['actions_macos_l', '0.077'],
  ['actions_linux_4_core_gpu', '0.052'],
]

/** For the estimate on screens; another SKU shows "no price" (contract). Storage is priced a month: see GB-Months. */
export const SEED_PRICES: readonly SkuPrice[] = [
  ...MINUTE_PRICES.map(([sku, usd]): SkuPrice => ({ sku, validFrom: FROM_2026, usd, priceUnit: 'Minutes' })),
  ...SEED_SKUS.filter((s) => s.unitOfMeasure === 'GB-Hours').map(
    ({ sku }): SkuPrice => ({ sku, validFrom: FROM_2026, usd: '0.25', priceUnit: 'GB-Months' }),
  ),
  ...SEED_SKUS.filter((s) => s.unitOfMeasure === 'GB').map(
    ({ sku }): SkuPrice => ({ sku, validFrom: FROM_2026, usd: '0.50', priceUnit: 'GB' }),
  ),
]
