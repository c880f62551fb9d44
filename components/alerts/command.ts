import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlertAnswer } from '../../domain/api/alerts.ts'
import { api } from '../paths.ts'
import { postJson } from '../query.ts'
import { useMay } from '../viewer.tsx'

/** One way for every command of the page: it is sent, the page is read anew, and its words stay until the next one. */
export const useCommand = () => {
  const client = useQueryClient()
  return useMutation<AlertAnswer, Error, { path: string; body: unknown }>({
    mutationFn: ({ path, body }) => postJson<AlertAnswer>(path, body),
    onSuccess: () => client.invalidateQueries({ queryKey: [api.alerts] }),
  })
}
export type Command = ReturnType<typeof useCommand>

/** What a role may not do is not offered to it. */
export const useMayChange = (): boolean => useMay()('repair')
