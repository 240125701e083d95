// What a ruler and a magnifying glass find on a page; each function gives a list of sentences, empty when all is well.
(() => {
  const seen = item => {
    const box = item.getBoundingClientRect(), style = getComputedStyle(item)
    return box.width > 1 && box.height > 1 && style.visibility === "visible" && !item.closest(".visually-hidden")
  }
  const named = item => {
    const words = (item.innerText || item.getAttribute("aria-label") || item.name || "").trim().split("\n")[0].slice(0, 30)
    const kind = item.getAttribute("class") ? "." + item.getAttribute("class").trim().split(/\s+/).join(".") : ""
    return `${item.tagName.toLowerCase()}${kind} “${words}”`
  }
  const ownText = item => [...item.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
  const clipped = item => {
    for (let parent = item.parentElement; parent && parent !== document.body; parent = parent.parentElement)
      if (getComputedStyle(parent).overflowX !== "visible") return true
    return false
  }

  const inRunningText = link => {
    if (link.tagName !== "A" || getComputedStyle(link).display !== "inline") return false
    const block = link.closest("p, li, dd, dt, td, th, caption, figcaption, label, legend")
    return block !== null && block.innerText.trim().length > link.innerText.trim().length
  }

  // A radio button or a box to tick is pressed by its label; a link may be stretched over the whole card it stands in.
  const target = item => {
    const over = getComputedStyle(item, "::after")
    if (over.content !== "none" && over.position === "absolute" && over.inset === "0px") return item.offsetParent
    return (/^(radio|checkbox)$/.test(item.type) && item.closest("label")) || item
  }

  window.measuring = {
    tooWide() {
      const page = document.scrollingElement, width = innerWidth
      if (page.scrollWidth <= width) return []
      const wide = [...document.querySelectorAll("body *")]
        .filter(item => item.getBoundingClientRect().right > width + .5 || (ownText(item) && item.scrollWidth > item.clientWidth + 1))
        .filter(item => seen(item) && !clipped(item))
      return [`${page.scrollWidth} px on a screen of ${width}: ${wide.slice(-3).map(named).join(", ")}`]
    },

    tooSmallToPress(least, leastOfButton) {
      return [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
        .filter(item => seen(target(item)) && !inRunningText(item) && !item.closest(".skip"))
        .map(item => {
          const height = target(item).getBoundingClientRect().height, wanted = item.matches(".button") ? leastOfButton : least
          return height < wanted - .5 ? `${named(item)} is ${height.toFixed(1)} px high, not ${wanted}` : ""
        })
        .filter(Boolean)
    },

    tooSmallToRead(least) {
      return [...document.querySelectorAll("body *")]
        .filter(item => ownText(item) && seen(item) && !item.closest("script, style"))
        .map(item => {
          const drawing = item.ownerSVGElement, scale = drawing ? item.getScreenCTM().a : 1
          const size = parseFloat(getComputedStyle(item).fontSize) * scale
          return size < least - .05 ? `${named(item)} is ${size.toFixed(1)} px` : ""
        })
        .filter(Boolean)
    },

    withoutFocus() {
      // A card shows the focus of the link that is stretched over it; in a drawing the focus is a thick line.
      const item = document.activeElement, drawn = item.ownerSVGElement && item.querySelector("rect")
      if (drawn) return parseFloat(getComputedStyle(drawn).strokeWidth) >= 4 ? [] : [named(item)]
      for (let around = item; around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around)
        if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return []
      }
      return [named(item)]
    },

    shownOnPaper(unwanted) {
      return [...document.querySelectorAll(unwanted)].filter(item => item.checkVisibility()).map(named)
    }
  }
})()
