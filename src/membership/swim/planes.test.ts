import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { Planes } from './planes.ts'

const PEER = 1 as PeerId

function planes(): { planes: Planes; told: string[] } {
  const told: string[] = []
  return { planes: new Planes((peer, plane, isUp) => told.push(`${peer} ${plane} ${isUp ? 'up' : 'down'}`)), told }
}

describe('the ways to a peer', () => {
  it('are unknown until they were tried, and a way that works from the start is no news', () => {
    const { planes: known, told } = planes()
    expect(known.states(PEER)).toEqual({ datagram: 'unknown', stream: 'unknown' })
    known.observe(PEER, 'datagram', true)
    known.observe(PEER, 'stream', true)
    expect(known.states(PEER)).toEqual({ datagram: 'up', stream: 'up' })
    expect(told).toEqual([])
  })

  it('are told of once when they break, and once when they work again', () => {
    const { planes: known, told } = planes()
    for (const isUp of [true, false, false, true, true]) known.observe(PEER, 'datagram', isUp)
    expect(told).toEqual(['1 datagram down', '1 datagram up'])
  })

  it('lead over a link while datagrams are blocked, unless the peer knows no links', () => {
    const { planes: known } = planes()
    expect(known.channelTo(PEER)).toBe('datagram')
    known.observe(PEER, 'datagram', false)
    expect(known.channelTo(PEER)).toBe('link')
    known.refuseLink(PEER)
    expect(known.channelTo(PEER)).toBe('datagram')
    known.observe(PEER, 'datagram', true)
    known.observe(PEER, 'datagram', false)
    expect(known.channelTo(PEER)).toBe('link')
  })

  it('blame the stream only if the peer answers datagrams after it failed', () => {
    const { planes: known, told } = planes()
    known.observe(PEER, 'datagram', true)
    known.doubtStream(PEER)
    expect(told).toEqual([]) // it may simply be dead
    known.observe(PEER, 'datagram', true)
    expect(told).toEqual(['1 stream down'])
    known.observe(PEER, 'stream', true)
    known.observe(PEER, 'datagram', true)
    expect(told).toEqual(['1 stream down', '1 stream up'])
  })

  it('are not blamed for streams that failed before the peer spoke for itself', () => {
    const { planes: known, told } = planes()
    known.doubtStream(PEER)
    known.trustStream(PEER)
    known.observe(PEER, 'datagram', true)
    expect(told).toEqual([])
  })

  it('count as broken when three datagrams in a row brought nothing that helpers did not have to bring', () => {
    const { planes: known, told } = planes()
    for (let i = 0; i < 2; i++) known.missDatagram(PEER)
    known.observe(PEER, 'datagram', true)
    for (let i = 0; i < 2; i++) known.missDatagram(PEER)
    expect(told).toEqual([])
    known.missDatagram(PEER)
    expect(told).toEqual(['1 datagram down'])
  })

  it('lead over a link for as long as the peer keeps one open to us', () => {
    const { planes: known } = planes()
    known.wantLink(PEER, true)
    expect(known.channelTo(PEER)).toBe('link')
    expect(known.states(PEER).datagram).toBe('unknown')
    known.wantLink(PEER, false)
    expect(known.channelTo(PEER)).toBe('datagram')
  })

  it('are forgotten with the peer', () => {
    const { planes: known } = planes()
    known.observe(PEER, 'datagram', false)
    known.keepOnly(new Set([PEER]))
    expect(known.states(PEER).datagram).toBe('down')
    known.keepOnly(new Set())
    expect(known.states(PEER).datagram).toBe('unknown')
  })

  it('are remembered while a peer that is no member yet has a link open', () => {
    const { planes: known } = planes()
    known.wantLink(PEER, true)
    known.keepOnly(new Set())
    expect(known.channelTo(PEER)).toBe('link')
    known.wantLink(PEER, false)
    known.keepOnly(new Set())
    expect(known.channelTo(PEER)).toBe('datagram')
  })
})
