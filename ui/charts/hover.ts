/** Shows what a mark says beside it while it is pointed at or has the focus; Escape hides it (WCAG 1.4.13). */
export function startHover(panel: HTMLElement): void {
  const tip = document.createElement('div');
  tip.className = 'chart-tip';
  tip.hidden = true;
  tip.setAttribute('aria-hidden', 'true');
  const show = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    const mark = target?.closest('svg.dose-plot a[aria-label], svg.dose-plot [aria-label]:not(svg)') ?? null;
    const words = mark?.getAttribute('aria-label');
    if (!mark || !words) {
      tip.hidden = true;
      return;
    }
    if (!tip.isConnected) document.body.append(tip);
    tip.replaceChildren(...lines(words));
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = Math.min(
      Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2),
      innerWidth - tip.offsetWidth - 8,
    );
    tip.style.left = `${left}px`;
    tip.style.top = `${box.top - tip.offsetHeight - 8 < 8 ? box.bottom + 8 : box.top - tip.offsetHeight - 8}px`;
  };
  const hide = (): void => {
    tip.hidden = true;
  };
  panel.addEventListener('pointerover', show);
  panel.addEventListener('focusin', show);
  panel.addEventListener('pointerleave', hide);
  panel.addEventListener('focusout', hide);
  panel.addEventListener('click', hide);
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
}

function lines(words: string): readonly HTMLElement[] {
  const [head = '', ...rest] = words.split(': ');
  return [head, ...rest.join(': ').split('; ')].map((text, at) => {
    const line = document.createElement(at === 0 ? 'strong' : 'span');
    line.textContent = text;
    return line;
  });
}
