import * as v from 'valibot'
import type { Body } from '../envelope.ts'
import { anyValue, fieldsOf, notSupported, type Reply, type Workload } from '../workload.ts'

const echoRequest = v.object({ echo: anyValue })

/** `echo`: what comes goes back. */
export class Echo implements Workload {
  request(body: Body): Reply {
    if (body.type !== 'echo') throw notSupported(body)
    return { type: 'echo_ok', echo: fieldsOf(echoRequest, body).echo }
  }

  onNews(): void {}
}
