import { createContext } from 'svelte'
import type { Session } from './session.svelte'

const [getSession, setSession] = createContext<Session>()

export { setSession }

/** The session of the page this component is in. */
export const useSession = getSession
