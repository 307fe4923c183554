import { agentOptions, ConfigError, loadConfig } from '../../agent/index.ts'
import { OptionError } from '../../base/option-error.ts'
import { type AccrualOptions, accrualOptions } from '../../detection/phi/evidence/options.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'

/** What a simulated node takes from a configuration file, complete. */
export interface FileSettings {
  readonly swim: SwimOptions
  /** Left out where there are no heartbeats. */
  readonly accrual?: AccrualOptions
}

type AgentSettings = ReturnType<typeof agentOptions>

/** What decides how a node behaves, and has one value in simulations: the default. */
const FIXED = { dialect: 'serf', transport: 'udp+tcp', compress: true, serf: undefined } as const

/** Settings out of a configuration file, for a simulation. @throws ConfigError, also for what is not simulated */
export async function readFileSettings(file: string): Promise<FileSettings> {
  const { settings } = await loadConfig({ flags: {}, environment: {}, file })
  const options = agentOptions(settings)
  refuseOthers(file, options)
  try {
    return simulated(options)
  } catch (error) {
    if (error instanceof OptionError) throw new ConfigError(settings.get(error.owner)?.where ?? file, error.message)
    throw error
  }
}

function simulated({ profile, swim, accrual }: AgentSettings): FileSettings {
  return { swim: swimOptions(profile, swim), ...(accrual && { accrual: accrualOptions(accrual) }) }
}

/** Another node than the file's would be measured. */
function refuseOthers(file: string, options: AgentSettings): void {
  const keys = (Object.keys(FIXED) as (keyof typeof FIXED)[]).filter(
    (key) => options[key] !== undefined && options[key] !== FIXED[key],
  )
  if (keys.length === 0) return
  throw new ConfigError(file, `a plan simulates nodes with the defaults only, so leave out ${keys.join(', ')}`)
}
