// Whatever a finger may press is as large as the edition promises.
export default {
  name: 'targets',
  when: (setting) => setting.text === 1,
  measure({ root, profile, setting }) {
    const { targets, area, inSentence, selector } = window.kpProbe;
    const floor = setting.kiosk ? profile.kioskTarget : profile.target;
    const findings = [];
    let smallest = Infinity;
    // A citation or a way back stands in a sentence and is no word of it: it has room to be as large as any target.
    const found = targets(root).filter((element) => element.matches('sup a, .back') || !inSentence(element));
    for (const element of found) {
      const box = area(element);
      if (!box.width && !box.height) continue;
      smallest = Math.min(smallest, box.width, box.height);
      if (box.width < floor - 0.5 || box.height < floor - 0.5) {
        findings.push({ selector: selector(element), measured: `${box.width.toFixed(1)}×${box.height.toFixed(1)} px`, wanted: `≥ ${floor} px` });
      }
    }
    return { measured: found.length, findings, smallest };
  },
};
