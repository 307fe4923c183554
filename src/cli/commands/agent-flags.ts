import { Option } from 'commander'
import { flagOf, type Setting, SETTINGS, variableOf } from '../../agent/config/settings.ts'

/** What commander collected: for each flag that was given, all that it was given. */
export type CollectedFlags = Readonly<Record<string, readonly string[] | undefined>>

/** One option for each setting of the agent. */
export function settingOptions(): Option[] {
  return SETTINGS.map((setting) => {
    const { kind, placeholder, help } = setting
    const value = kind === 'switch' ? '[YES|NO]' : `<${placeholder}>`
    const option = new Option(`--${flagOf(setting)} ${value}`, `${help} [${variableOf(setting)}]`)
    return option
      .preset('yes')
      .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
  })
}

/** The flags that were given, by their setting's key. */
export function givenFlags(collected: CollectedFlags): Record<string, readonly string[]> {
  const given = SETTINGS.map((setting): [string, readonly string[] | undefined] => [
    setting.key,
    collected[attributeOf(setting)],
  ])
  return Object.fromEntries(given.filter((entry): entry is [string, readonly string[]] => entry[1] !== undefined))
}

function attributeOf(setting: Setting): string {
  return new Option(`--${flagOf(setting)}`).attributeName()
}
