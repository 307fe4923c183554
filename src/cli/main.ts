#!/usr/bin/env node
import { main } from './program.ts'

// A reader that has seen enough (`hearsay members | head -1`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

await main(process.argv.slice(2))
