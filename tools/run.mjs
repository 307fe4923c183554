#!/usr/bin/env node
// Every npm script comes through here: it sets up what is missing, then does what was asked. Plain JavaScript without
// a dependency, because it must run before anything is installed.
import { checkNode } from './setup/node-version.mjs'

checkNode()

const [, , command = '', ...rest] = process.argv
const { commands } = await import('./setup/commands.mjs')
const run = commands[command]
if (run === undefined) {
  process.stderr.write(`hearsay: unknown command "${command}"; there are ${Object.keys(commands).join(', ')}\n`)
  process.exitCode = 2
} else {
  await run(rest)
}
