'use client'

import { useEffect, useState } from 'react'

/**
 * Light, dark, or as the system has it. What was chosen is kept in localStorage; a small inline script in the layout
 * applies it before the first paint, so that a dark room never sees a white flash.
 */
export const THEME_KEY = 'hydrometer-theme'
const CHOICES = ['system', 'light', 'dark'] as const
type Choice = (typeof CHOICES)[number]

/** Runs before anything is painted. `?theme=dark` wins, for links and pictures. */
export const THEME_SCRIPT = `(()=>{var d=document.documentElement,a=new URLSearchParams(location.search).get('theme'),k=null;try{k=localStorage.getItem('${THEME_KEY}')}catch(e){}var c=a==='dark'||a==='light'?a:k==='dark'||k==='light'?k:matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';d.dataset.theme=c})()`

const apply = (choice: Choice) => {
  const dark = choice === 'system' ? matchMedia('(prefers-color-scheme: dark)').matches : choice === 'dark'
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

export function ThemeButton() {
  const [choice, setChoice] = useState<Choice>('system')
  useEffect(() => {
    const kept = localStorage.getItem(THEME_KEY)
    if (kept === 'light' || kept === 'dark') setChoice(kept)
    const media = matchMedia('(prefers-color-scheme: dark)')
    const follow = () => {
      if (!localStorage.getItem(THEME_KEY)) apply('system')
    }
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [])
  const next = CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] as Choice
  return (
    <button
      type="button"
      className="link shrink-0 py-1 text-11 whitespace-nowrap text-ink-2"
      aria-label={`Theme: ${choice}. Switch to ${next}`}
      onClick={() => {
        setChoice(next)
        if (next === 'system') localStorage.removeItem(THEME_KEY)
        else localStorage.setItem(THEME_KEY, next)
        apply(next)
      }}
    >
      Theme: {choice}
    </button>
  )
}
