(function(){
var box=document.getElementById('find'),said=document.getElementById('found');
if(!box)return;
document.getElementById('finder').hidden=false;
var rows=[].slice.call(document.querySelectorAll('.stations tbody tr'));
var texts=rows.map(function(r){return r.textContent.toLowerCase()});
box.addEventListener('input',function(){
var words=box.value.trim().toLowerCase().split(/\s+/).filter(Boolean),n=0;
rows.forEach(function(r,i){var on=words.every(function(w){return texts[i].indexOf(w)>=0});r.hidden=!on;if(on)n++});
said.textContent=words.length?n+' 个站点':'';
});
})();
