// Comforts of the assessor's sheet: a ready sentence goes into the words beside it at once, and out again.
// Without this file a button does the same.
(function () {
  "use strict";
  function each(found, act) { Array.prototype.forEach.call(found, act); }
  each(document.querySelectorAll("[data-words]"), function (group) {
    var words = document.getElementById(group.dataset.words);
    function put(box) {
      var sentence = box.parentNode.textContent.trim();
      var there = words.value.indexOf(sentence) >= 0;
      if (box.checked && !there) { words.value = words.value.trim() + (words.value.trim() ? "\n" : "") + sentence; }
      if (!box.checked && there) { words.value = words.value.replace(sentence, "").replace(/\n{2,}/g, "\n").trim(); }
    }
    each(group.querySelectorAll("button[name=susun]"), function (button) { button.parentNode.removeChild(button); });
    each(group.querySelectorAll("input[type=checkbox]"), function (box) {
      box.removeAttribute("name");
      if (box.checked) { put(box); }
      box.addEventListener("change", function () { put(box); });
    });
  });
}());
