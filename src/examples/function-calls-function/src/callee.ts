export const handler = async (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)
