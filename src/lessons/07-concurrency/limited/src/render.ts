interface ReportRequest {
  readonly report: number
}

export const handler = async ({ report }: ReportRequest) => {
  await new Promise((resolve) => setTimeout(resolve, 1000)) // a slow service renders the pages
  return { report, pages: 12 }
}
