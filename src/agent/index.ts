/** The agent: a node with interfaces for operators and other programs. */
export { Agent, type AgentOptions, createAgent } from './agent.ts'
export { agentOptions, logOptions } from './config/agent-options.ts'
export { ConfigError } from './config/config-error.ts'
export { type ConfigSources, loadConfig, type LoadedConfig } from './config/load-config.ts'
export { flagOf, type Setting, type SettingKind, SETTINGS, variableOf } from './config/settings.ts'
export type {
  ErrorAnswer,
  EventAnswer,
  EventLine,
  EventLinePayload,
  InfoAnswer,
  JoinAnswer,
  LeaveAnswer,
  MembersAnswer,
  StatsAnswer,
  TagsAnswer,
} from './http/shapes.ts'
export { VERSION } from './version.ts'
export { type LogOptions, openLog } from './log/agent-log.ts'
