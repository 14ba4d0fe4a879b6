import type { Attachment } from 'svelte/attachments'

const DELAY_MS = 350
const GAP_PX = 6

/** Says what an element is, on hover and on keyboard focus. The element needs an accessible name of its own. */
export function tooltip(text: string | (() => string)): Attachment<HTMLElement> {
  return (element) => {
    let tip: HTMLElement | null = null
    let timer: ReturnType<typeof setTimeout> | undefined

    const hide = () => {
      clearTimeout(timer)
      tip?.remove()
      tip = null
    }
    const show = () => {
      hide()
      tip = document.createElement('div')
      tip.className = 'tooltip'
      tip.setAttribute('aria-hidden', 'true')
      tip.textContent = typeof text === 'string' ? text : text()
      // Inside an open dialog, or it would lie beneath it.
      ;(element.closest('dialog') ?? document.body).append(tip)
      place(tip, element.getBoundingClientRect())
    }
    const showSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(show, DELAY_MS)
    }
    const showOnFocus = () => element.matches(':focus-visible') && showSoon()

    element.addEventListener('pointerenter', showSoon)
    element.addEventListener('focus', showOnFocus)
    for (const event of ['pointerleave', 'pointerdown', 'blur', 'keydown']) element.addEventListener(event, hide)
    return () => {
      hide()
      element.removeEventListener('pointerenter', showSoon)
      element.removeEventListener('focus', showOnFocus)
      for (const event of ['pointerleave', 'pointerdown', 'blur', 'keydown']) element.removeEventListener(event, hide)
    }
  }
}

function place(tip: HTMLElement, target: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect()
  const left = Math.min(innerWidth - width - 4, Math.max(4, target.left + target.width / 2 - width / 2))
  const below = target.bottom + GAP_PX + height < innerHeight
  tip.style.left = `${left}px`
  tip.style.top = `${below ? target.bottom + GAP_PX : target.top - GAP_PX - height}px`
}
