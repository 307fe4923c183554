import { Command, Option } from 'commander'
import { ledgerSections } from '../../experiments/claims/ledger-sections.ts'
import type { ClaimsOptions } from '../experiments/command-options.ts'
import { examples } from '../help.ts'
import { seedNumber } from '../numbers.ts'

/** `hearsay claims`. */
export function claimsCommand(): Command {
  const command = new Command('claims')
    .description('what the notes say from which the project began, and what can be said of it')
    .addOption(new Option('--section <NAME>', 'only this section').choices(Object.keys(ledgerSections)))
    .option('--check', 'compute anew what can be computed, and show the figures')
    .option('--seed <S>', 'for --check: all chance follows from it', seedNumber, 1)
    .option('--json', 'one JSON object, for programs')
    .action(async (options: ClaimsOptions) => {
      const { printClaims } = await import('../experiments/print-claims.ts')
      printClaims(options)
    })
  return examples(command, [
    'hearsay claims',
    'hearsay claims --section A1 --check',
    'hearsay claims --json | jq .entries[].id',
  ])
}
