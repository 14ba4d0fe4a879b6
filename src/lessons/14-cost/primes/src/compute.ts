export const handler = async ({ below }: { readonly below: number }) => {
  let primes = 0
  for (let number = 2; number < below; number++) if (isPrime(number)) primes++
  return { below, primes }
}

function isPrime(number: number): boolean {
  for (let divisor = 2; divisor * divisor <= number; divisor++) if (number % divisor === 0) return false
  return true
}
