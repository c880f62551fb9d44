/**
 * The customers of an invented code host: a few large enterprises, some teams, many small ones, and those whose usage
 * cannot be submitted yet or ever. Names are made from word lists and belong to nobody.
 */
import { Random } from './random.ts'

/** What is special about an account, seen from billing. Each account has one trait, so that its reason is certain. */
export type AccountTrait =
  | 'billable'
  | 'not_known' // uses the host before accounts.changed tells of it
  | 'no_zuora'
  | 'suspended'
  | 'spammy'
  | 'deleted'
  | 'billing_off'

export type DemoAccount = {
  readonly id: number
  readonly login: string
  readonly trait: AccountTrait
  readonly zuoraAccountNumber: string
  readonly zuoraSubscriptionNumber: string
  readonly plan: 'FREE' | 'TEAM' | 'ENTERPRISE'
  /** Share of all usage, relative to the others. */
  readonly weight: number
  readonly repositories: readonly string[]
  /** Hours ahead of UTC: when its people are at work. */
  readonly utcOffset: number
}

export type PopulationSize = { large: number; medium: number; small: number; perTrait: number }

export const DEMO_POPULATION: PopulationSize = { large: 6, medium: 60, small: 400, perTrait: 6 }

/** Usage falls with rank like 1 / rank^0.9: the first customer has about an eighth of everything, the last almost nothing. */
const ZIPF_EXPONENT = 0.9

// biome-ignore format: a word list reads best as a paragraph
const FIRST = [
  'amber', 'basalt', 'birch', 'cedar', 'cinder', 'cobalt', 'copper', 'coral', 'crimson', 'delta', 'dune', 'ember',
  'fern', 'flint', 'frost', 'garnet', 'glacier', 'granite', 'harbor', 'hazel', 'indigo', 'iris', 'juniper', 'kelp',
  'lagoon', 'larch', 'lumen', 'maple', 'marble', 'meadow', 'nimbus', 'north', 'oak', 'onyx', 'opal', 'orchard',
  'pebble', 'pine', 'quartz', 'quill', 'raven', 'reef', 'saffron', 'sierra', 'slate', 'sorrel', 'spruce', 'summit',
  'tidal', 'timber', 'topaz', 'umber', 'velvet', 'violet', 'walnut', 'willow', 'winter', 'zephyr',
]
// biome-ignore format: a word list reads best as a paragraph
const SECOND = [
  'analytics', 'apps', 'bakery', 'bank', 'bikes', 'books', 'cargo', 'cloud', 'collective', 'courier', 'data',
  'devices', 'digital', 'energy', 'farms', 'finance', 'foods', 'forge', 'freight', 'games', 'garage', 'health',
  'homes', 'insurance', 'kitchen', 'labs', 'learning', 'legal', 'logistics', 'maps', 'media', 'mobility', 'museum',
  'music', 'networks', 'optics', 'payments', 'pharma', 'press', 'rail', 'research', 'retail', 'robotics', 'school',
  'security', 'software', 'space', 'studio', 'systems', 'telecom', 'tickets', 'tools', 'travel', 'weather', 'works',
]
// biome-ignore format: a word list reads best as a paragraph
const REPOSITORIES = [
  'api', 'app', 'backend', 'billing', 'build-tools', 'checkout', 'cli', 'compiler', 'data-pipeline', 'deploy',
  'design-system', 'docs', 'firmware', 'frontend', 'gateway', 'infra', 'ios', 'android', 'jobs', 'ledger', 'mailer',
  'ml-models', 'monolith', 'notebooks', 'platform', 'portal', 'proxy', 'reports', 'runner-images', 'scheduler',
  'sdk', 'search', 'service-mesh', 'site', 'storefront', 'terraform', 'warehouse', 'web', 'website', 'worker',
]

/** Names that break careless CSV code, log lines and terminals. Any account has one now and then. */
export const AWKWARD_NAMES = [
  'say "hello", world',
  "o'reilly; drop table",
  'line\nbreak',
  'carriage\r\nreturn',
  'rocket-🚀-launch',
  'family-👩‍👩‍👧‍👦',
  'größe-日本語-العربية',
  '=1+1',
  'nul\u0000byte',
  'tab\tbed',
  'trailing space ',
  'a'.repeat(240),
] as const

export const zuoraAccountNumber = (sequence: number): string => `A${String(sequence).padStart(8, '0')}`

const TRAITS: readonly AccountTrait[] = ['not_known', 'no_zuora', 'suspended', 'spammy', 'deleted', 'billing_off']

/** Same seed, same people: the demo keeps its customers through restarts. */
export const makePopulation = (size: PopulationSize = DEMO_POPULATION, seed = 1): DemoAccount[] => {
  const random = new Random().reset(seed, 0x9e3779b9)
  const logins = new Set<string>()
  const accounts: DemoAccount[] = []
  const add = (trait: AccountTrait, tier: 'large' | 'medium' | 'small') => {
    const rank = accounts.length + 1
    accounts.push(makeAccount(random, logins, { rank, trait, tier }))
  }
  for (let i = 0; i < size.large; i++) add('billable', 'large')
  for (let i = 0; i < size.medium; i++) add('billable', 'medium')
  for (let i = 0; i < size.small; i++) add('billable', 'small')
  for (const trait of TRAITS) for (let i = 0; i < size.perTrait; i++) add(trait, 'small')
  return accounts
}

/** A customer that signed up just now; `sequence` must be new each time. */
export const makeNewcomer = (sequence: number): DemoAccount => {
  const random = new Random().reset(sequence, 0x51ed270b)
  return {
    ...makeAccount(random, new Set(), { rank: 400, trait: 'not_known', tier: 'small' }),
    id: 70_000_000 + (sequence % 900_000_000),
    zuoraAccountNumber: '',
  }
}

const TIERS = {
  large: { plan: 'ENTERPRISE', repositories: 40 },
  medium: { plan: 'TEAM', repositories: 12 },
  small: { plan: 'FREE', repositories: 3 },
} as const

const makeAccount = (
  random: Random,
  taken: Set<string>,
  { rank, trait, tier }: { rank: number; trait: AccountTrait; tier: keyof typeof TIERS },
): DemoAccount => {
  const login = freeLogin(random, taken)
  const { plan, repositories } = TIERS[tier]
  const names = new Set<string>()
  while (names.size < repositories) names.add(random.pick(REPOSITORIES))
  const hasZuora = trait !== 'not_known' && trait !== 'no_zuora'
  return {
    // gaps between ids, as in a host where most accounts never pay
    id: 1_000_000 + rank * 7_919 + random.below(7_000),
    login,
    trait,
    zuoraAccountNumber: hasZuora ? zuoraAccountNumber(1_000 + rank) : '',
    // large customers have more than one subscription, so usage must say which one it belongs to
    zuoraSubscriptionNumber: hasZuora && tier === 'large' ? `A-S${String(rank).padStart(8, '0')}` : '',
    plan: tier === 'small' && random.below(3) === 0 ? 'TEAM' : plan,
    weight: 1 / rank ** ZIPF_EXPONENT,
    repositories: [...names].map((name) => `${login}/${name}`),
    utcOffset: random.pick([-8, -7, -5, -5, -3, 0, 1, 1, 2, 5, 8, 9, 10]),
  }
}

const freeLogin = (random: Random, taken: Set<string>): string => {
  let login = `${random.pick(FIRST)}-${random.pick(SECOND)}`
  while (taken.has(login)) login = `${random.pick(FIRST)}-${random.pick(SECOND)}-${random.below(100)}`
  taken.add(login)
  return login
}
