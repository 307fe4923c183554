import { answerApart } from '../support/run-apart.ts'
import { runLossyChurn } from './lossy-churn.ts'

await answerApart(runLossyChurn)
