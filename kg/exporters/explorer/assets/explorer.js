"use strict";(async()=>{
const bytes=name=>{const s=document.getElementById("kg-"+name).textContent,n=s.length,out=new Uint8Array(Math.floor(n*7/8));
let held=0,bits=0,at=0;for(let i=0;i<n;i++){let c=s.charCodeAt(i);if(c>127)c=c===256?0:c===257?13:60;held=(held<<7)|c;bits+=7;
if(bits>=8){bits-=8;out[at++]=held>>bits;held&=(1<<bits)-1}}return out};
const unpack=async name=>new Uint8Array(await new Response(new Blob([bytes(name)]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
const meta=JSON.parse(new TextDecoder().decode(await unpack("meta"))),data=await unpack("labels");
const length=new DataView(data.buffer).getUint32(0,true),head=JSON.parse(new TextDecoder().decode(data.subarray(4,4+length)));
const title=document.createElement("h1");title.textContent=meta.title;
const list=document.createElement("ol");let at=4+length;
for(const[name,,,size]of head){if(name==="label")for(const label of new TextDecoder().decode(data.subarray(at,at+size)).split("\n")){
const item=document.createElement("li");item.textContent=label;list.append(item)}at+=size}
document.body.append(title,list)})();
