import { parseAddress } from '../event-patterns/ip-address'

export type IpVersion = 4 | 6

/** @param version null for either */
export const isIpAddress = (text: string, version: IpVersion | null): boolean => bytesOf(text, version) !== null

/** @param subnet `192.0.2.0/24` */
export function isInSubnet(address: string, subnet: string, version: IpVersion | null): boolean {
  const [base = '', mask = ''] = subnet.split('/')
  const [bytes, network] = [bytesOf(address, version), bytesOf(base, version)]
  if (!bytes || !network || bytes.length !== network.length || !/^\d{1,3}$/.test(mask)) return false
  const bits = Number(mask)
  if (bits > bytes.length * 8) return false
  return bytes.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - index * 8))
    const ones = (0xff << (8 - kept)) & 0xff
    return (byte & ones) === ((network[index] ?? 0) & ones)
  })
}

function bytesOf(text: string, version: IpVersion | null): readonly number[] | null {
  const bytes = parseAddress(text)
  return bytes && (version === null || bytes.length === (version === 4 ? 4 : 16)) ? bytes : null
}
