import { DEFAULT_HTTP_ADDRESS } from '../http/default-address.ts'

/** How a setting is written: one text, several, `key=value` pairs, or yes and no. */
export type SettingKind = 'text' | 'list' | 'map' | 'switch'

/** One setting of the agent, whichever way it comes in. */
export interface Setting {
  /** Its key in a configuration file. */
  readonly key: string
  readonly kind: SettingKind
  /** What stands for the value in `--help`. */
  readonly placeholder: string
  readonly help: string
  /** Its flag, where that is not the key in kebab-case. */
  readonly flag?: string
}

/** Every setting of `hearsay agent`: flags, environment, file keys and `--help` all derive from this list. */
export const SETTINGS: readonly Setting[] = [
  { key: 'name', kind: 'text', placeholder: 'NAME', help: 'unique in the cluster (default: the host’s name)' },
  { key: 'bind', kind: 'text', placeholder: 'HOST:PORT', help: 'gossip over UDP and TCP (default 127.0.0.1:7946)' },
  { key: 'advertise', kind: 'text', placeholder: 'HOST:PORT', help: 'what others are told, where it is not bind' },
  {
    key: 'http',
    kind: 'text',
    placeholder: 'HOST:PORT',
    help: `where the agent answers over HTTP, or "off" (default ${DEFAULT_HTTP_ADDRESS})`,
  },
  { key: 'join', kind: 'list', placeholder: 'HOST:PORT', help: 'a member to join; may be repeated' },
  { key: 'tags', flag: 'tag', kind: 'map', placeholder: 'KEY=VALUE', help: 'a tag of this member; may be repeated' },
  {
    key: 'key',
    kind: 'list',
    placeholder: 'BASE64',
    help: 'secret key, 16, 24 or 32 bytes; of several the first encrypts (others can read it in the process list: prefer --key-file)',
  },
  { key: 'keyFile', kind: 'text', placeholder: 'FILE', help: 'file with one key a line, or a JSON list as Serf’s' },
  { key: 'label', kind: 'text', placeholder: 'LABEL', help: 'packets of other clusters are dropped' },
  { key: 'profile', kind: 'text', placeholder: 'NAME', help: 'timing: lan, wan or local (default lan)' },
  { key: 'dialect', kind: 'text', placeholder: 'NAME', help: 'serf (default), or memberlist for a bare member' },
  {
    key: 'transport',
    kind: 'text',
    placeholder: 'NAME',
    help: 'udp+tcp (default), or tcp where there is no UDP (all members must be hearsay’s)',
  },
  { key: 'swim', kind: 'map', placeholder: 'KEY=VALUE', help: 'overrides one setting of the profile; may be repeated' },
  { key: 'serf', kind: 'map', placeholder: 'KEY=VALUE', help: 'overrides one setting of Serf’s; may be repeated' },
  {
    key: 'accrual',
    kind: 'map',
    placeholder: 'KEY=VALUE',
    help: 'heartbeats as evidence beside probes, with this setting of theirs; may be repeated',
  },
  { key: 'compress', kind: 'switch', placeholder: '', help: 'compress what is sent (default yes)' },
  {
    key: 'insecure',
    kind: 'switch',
    placeholder: '',
    help: 'allow to bind gossip beyond loopback without a key, and HTTP beyond loopback',
  },
  { key: 'logLevel', kind: 'text', placeholder: 'LEVEL', help: 'debug, info, warn or error (default info)' },
  { key: 'logFormat', kind: 'text', placeholder: 'FORMAT', help: 'text or json (default text)' },
]

/** The flag of a setting, without dashes. */
export function flagOf({ key, flag }: Setting): string {
  return flag ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The environment variable of a setting. */
export function variableOf({ key }: Setting): string {
  return `HEARSAY_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** The variable that names the configuration file. */
export const CONFIG_VARIABLE = 'HEARSAY_CONFIG'
