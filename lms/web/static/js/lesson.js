// Comforts of a lesson's page: reading it aloud with the telephone's own voice, and finding the last place again.
// Everything on the page works without this file.
(function () {
  "use strict";
  var text = document.getElementById("bacaan");
  var tools = document.getElementById("alat");
  if (!text || !tools) { return; }
  var blocks = text.querySelectorAll("p, li, h2, h3, th, td");
  var pieces = Array.prototype.filter.call(blocks, function (block) {
    return !block.querySelector("p, li") && block.textContent.trim();
  });

  function addButton(words) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    tools.appendChild(button);
    return button;
  }

  function listen() {
    var voice = window.speechSynthesis;
    var button = addButton(tools.dataset.listen);
    var current = null;
    var reading = 0;
    var silence = 0;
    function mark(piece) {
      if (current) { current.classList.remove("is-read"); }
      current = piece;
      if (current) {
        current.classList.add("is-read");
        current.scrollIntoView({ block: "center" });
      }
    }
    function stop() {
      reading += 1;
      clearTimeout(silence);
      voice.cancel();
      mark(null);
      button.setAttribute("aria-pressed", "false");
      button.textContent = tools.dataset.listen;
    }
    function hasVoice() {
      var voices = voice.getVoices();
      return !voices.length || voices.some(function (one) { return /^(id|in|ind)\b/i.test(one.lang.replace("_", "-")); });
    }
    function giveUp() {
      stop();
      if (tools.querySelector("[role=status]")) { return; }
      var words = document.createElement("p");
      words.className = "small";
      words.setAttribute("role", "status");
      tools.appendChild(words);
      words.textContent = tools.dataset.voiceless;
    }
    function say(number, turn) {
      if (turn !== reading) { return; }
      if (number >= pieces.length) { stop(); return; }
      var words = new SpeechSynthesisUtterance(pieces[number].textContent);
      words.lang = "id-ID";
      words.rate = 0.9;
      words.onend = function () { say(number + 1, turn); };
      words.onstart = function () { clearTimeout(silence); };
      words.onerror = function (event) {
        if (turn !== reading) { return; }
        if (event.error === "interrupted" || event.error === "canceled") { stop(); } else { giveUp(); }
      };
      mark(pieces[number]);
      voice.speak(words);
    }
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", function () {
      if (button.getAttribute("aria-pressed") === "true") { stop(); return; }
      voice.cancel();
      if (!hasVoice()) { giveUp(); return; }
      reading += 1;
      if (!voice.getVoices().length) { silence = setTimeout(giveUp, 5000); } // some say neither a word nor what is wrong
      button.setAttribute("aria-pressed", "true");
      button.textContent = tools.dataset.stop;
      say(firstVisible(), reading);
    });
    window.addEventListener("pagehide", stop);
  }

  function firstVisible() {
    for (var number = 0; number < pieces.length; number += 1) {
      if (pieces[number].getBoundingClientRect().bottom > 0) { return number; }
    }
    return 0;
  }

  function rememberPlace() {
    var name = "tempat:" + location.pathname;
    var before = Number(localStorage.getItem(name) || 0);
    if (before > 3 && before < pieces.length && !document.querySelector("[role=status]")) {
      var button = addButton(tools.dataset.resume);
      button.addEventListener("click", function () {
        pieces[before].scrollIntoView({ block: "start" });
        button.remove();
      });
    }
    var waiting = 0;
    window.addEventListener("scroll", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { localStorage.setItem(name, String(firstVisible())); }, 400);
    }, { passive: true });
  }

  if ("speechSynthesis" in window && "SpeechSynthesisUtterance" in window) { listen(); }
  try { rememberPlace(); } catch (refused) { /* storage is switched off: then there is no place to remember */ }
})();
