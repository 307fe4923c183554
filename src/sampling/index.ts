export { HyParView, type Contacts } from './hyparview/hyparview.ts'
export type { HyParViewMessage } from './hyparview/messages.ts'
export { HYPARVIEW_DEFAULTS, type HyParViewOptions, hyParViewOptions } from './hyparview/options.ts'
