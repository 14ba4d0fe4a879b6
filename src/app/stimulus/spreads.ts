import type { Spread } from '../../cloud/aws/stimuli/arrivals'

export const SPREAD_TEXTS: Readonly<Record<Spread, string>> = {
  'at-once': 'at once',
  evenly: 'evenly',
  poisson: 'Poisson',
  ramp: 'ramp up',
}
