/**
 * Which columns a topic's message gives, from the .proto files (server/proto/generated/schema.ts). A new topic needs its
 * `schema` in domain/pipeline.ts and a new field nothing at all: both are read here.
 */
import { schema } from '../proto/generated/schema.ts'

/** How a field's bytes are read; what it becomes is in column-sql.ts. */
export type Kind =
  | 'int64' // and sfixed64
  | 'uint64' // and fixed64
  | 'int32' // and sfixed32
  | 'uint32' // and fixed32
  | 'sint64'
  | 'sint32'
  | 'bool'
  | 'enum'
  | 'float'
  | 'double'
  | 'string'
  | 'bytes'
  | 'time'
  | 'message'
  | 'list'

export type Column = {
  /** As in the .proto file. */
  readonly name: string
  readonly number: number
  readonly kind: Kind
  /** Place of its value among a row's slots. */
  readonly slot: number
  /** Place of "was it there", where an absent one is not the same as an empty one. */
  readonly presence?: number
  /** fixed32 and fixed64 are no varints. */
  readonly isFixed?: true
  /** `enum`: number → name. */
  readonly values?: ReadonlyMap<number, string>
  /** `message`: its fields. */
  readonly columns?: readonly Column[]
  /** `list`: what each item is, as a column without slots. */
  readonly item?: Column
}

export type MessageColumns = { readonly columns: readonly Column[]; readonly slots: number }

type Field = { type: string; id: number; rule?: string; keyType?: string; protoName?: string; options?: object }
type Node = {
  nested?: Record<string, Node>
  fields?: Record<string, Field>
  values?: Record<string, number>
  oneofs?: Record<string, { oneof: string[] }>
}

/** A message inside itself has no end: from here on it is bytes. */
const DEPTH_MAX = 8

const SCALARS: Readonly<Record<string, { kind: Kind; isFixed?: true }>> = {
  int64: { kind: 'int64' },
  sfixed64: { kind: 'int64', isFixed: true },
  uint64: { kind: 'uint64' },
  fixed64: { kind: 'uint64', isFixed: true },
  sint64: { kind: 'sint64' },
  int32: { kind: 'int32' },
  sfixed32: { kind: 'int32', isFixed: true },
  uint32: { kind: 'uint32' },
  fixed32: { kind: 'uint32', isFixed: true },
  sint32: { kind: 'sint32' },
  bool: { kind: 'bool' },
  float: { kind: 'float' },
  double: { kind: 'double' },
  string: { kind: 'string' },
  bytes: { kind: 'bytes' },
}

const root = schema as Node

/** A type named in a message is looked for beside it, then further out, as protobuf does. */
const find = (name: string, scope: readonly string[]): { node: Node; path: string[] } | undefined => {
  const parts = name.replace(/^\./, '').split('.')
  for (let depth = name.startsWith('.') ? 0 : scope.length; depth >= 0; depth--) {
    const path = [...scope.slice(0, depth), ...parts]
    let node: Node | undefined = root
    for (const part of path) node = node?.nested?.[part]
    if (node) return { node, path }
  }
  return undefined
}

/** @throws Error when there is no such message: a topic of domain/pipeline.ts names what proto/ does not have. */
export const columnsOf = (messageName: string): MessageColumns => {
  const found = find(messageName, [])
  if (!found?.node.fields) throw new Error(`proto/ has no message ${messageName}`)
  let slots = 0
  const next = () => slots++

  const ofMessage = (node: Node, path: string[], depth: number, take: () => number): Column[] => {
    const inOneof = new Set(Object.values(node.oneofs ?? {}).flatMap(({ oneof }) => oneof))
    return Object.entries(node.fields ?? {})
      .map(([key, field]) => ofField(key, field, { path, depth, take, isOptional: inOneof.has(key) }))
      .sort((a, b) => a.number - b.number)
  }
  type Place = { path: string[]; depth: number; take: () => number; isOptional: boolean }
  const ofField = (key: string, field: Field, at: Place): Column => {
    const base = { name: field.protoName ?? key, number: field.id }
    if (field.keyType) {
      const entry = { key: { type: field.keyType, id: 1 }, value: { type: field.type, id: 2 } }
      const columns = ofMessage({ fields: entry }, at.path, at.depth + 1, () => -1)
      return { ...base, kind: 'list', slot: at.take(), item: { ...base, kind: 'message', slot: -1, columns } }
    }
    if (field.rule === 'repeated') {
      const item = ofField(key, { ...field, rule: 'optional' }, { ...at, take: () => -1, isOptional: false })
      return { ...base, kind: 'list', slot: at.take(), item }
    }
    const scalar = SCALARS[field.type]
    const presence = at.isOptional ? { presence: at.take() } : {}
    if (scalar) return { ...base, ...scalar, ...presence, slot: at.take() }
    const type = find(field.type, at.path)
    if (!type) throw new Error(`proto/ has no type ${field.type}, which ${base.name} is`)
    if (type.node.values) {
      const values = new Map(Object.entries(type.node.values).map(([name, number]) => [number, name]))
      return { ...base, kind: 'enum', values, ...presence, slot: at.take() }
    }
    if (type.path.join('.') === 'google.protobuf.Timestamp')
      return { ...base, kind: 'time', presence: at.take(), slot: at.take() }
    if (at.depth >= DEPTH_MAX) return { ...base, kind: 'bytes', presence: at.take(), slot: at.take() }
    const own = at.take()
    const columns = ofMessage(type.node, type.path, at.depth + 1, at.take)
    return { ...base, kind: 'message', presence: own, slot: own, columns }
  }
  return { columns: ofMessage(found.node, found.path, 0, next), slots }
}
