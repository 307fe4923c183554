import { answerOrders } from '../../sweep/run/answer-orders.ts'
import { liveThrough } from './life.ts'

// The program of a worker thread: see LifeThreads.
answerOrders(liveThrough)
